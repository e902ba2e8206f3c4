export const isView = (value: unknown): value is NodeJS.ArrayBufferView => ArrayBuffer.isView(value);
export const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
export const isPosition = (value: unknown) =>
  value == null || (typeof value === 'number' && Number.isSafeInteger(value)) || typeof value === 'bigint';

/** The bytes of a part of a view. */
export function bytesOf(view: NodeJS.ArrayBufferView, offset: number, length: number): Buffer {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset + offset, length);
}

/** A part of the caller's memory, and where in a file; null is the file's own position. */
export interface Range {
  view: NodeJS.ArrayBufferView;
  offset: number;
  length: number;
  position: number | bigint | null;
}

export type Given = Partial<Record<'offset' | 'length' | 'position', unknown>>;

/** What the arguments after fd say; null when the original has something to say about them. */
export function range(view: unknown, { offset, length, position }: Given): Range | null {
  if (!isView(view) || !isCount(offset) || !isCount(length) || !isPosition(position)) return null;
  if (length === 0 || offset + length > view.byteLength) return null;
  return { view, offset, length, position: (position as number | bigint | undefined) ?? null };
}

export function isViews(value: unknown): value is NodeJS.ArrayBufferView[] {
  return Array.isArray(value) && value.length > 0 && value.every(isView);
}
