import type { Packed } from './protocol';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** Whether there is memory in a value or somewhere below it. */
function hasBlob(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (ArrayBuffer.isView(value)) return true;
  return (Array.isArray(value) ? value : Object.values(value)).some(hasBlob);
}

/** Arguments for a function of the program: they are sent as they are. */
export const packArguments = (args: readonly unknown[]): Packed => ({ plain: args, blobs: hasBlob(args) });

/** Prepares a result for its way to the program. */
export function pack(value: unknown): Packed {
  const first = Array.isArray(value) ? (value as unknown[])[0] : value;
  // A column of that name would be taken for the prototype when the row is made again.
  if (!isRecord(first) || Object.hasOwn(first, '__proto__')) return { plain: value, blobs: hasBlob(value) };
  const keys = Object.keys(first);
  const rows = (Array.isArray(value) ? value : [value]) as Record<string, unknown>[];
  const cells: unknown[] = [];
  let blobs = false;
  for (const row of rows) {
    for (const key of keys) {
      const cell = row[key];
      if (!blobs && typeof cell === 'object' && hasBlob(cell)) blobs = true;
      cells.push(cell);
    }
  }
  const bare = Object.getPrototypeOf(first) === null;
  return { keys, cells, rows: Array.isArray(value) ? rows.length : undefined, bare, blobs };
}
