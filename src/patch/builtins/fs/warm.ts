import { originals } from '../../../base/originals';
import type { Binding } from '../../../fiber';
import { fileSystem, isDescriptor, look, noteAtOnce, pathOf, place } from './place';
import { MOST_BYTES } from './policy';

/** Said of what only waiting could tell. */
export const COLD = Symbol('cold');

const SCRATCH_BYTES = 64 * 1024;
/** So long a path that was warm is taken to be so still, in ms. The kernel gives up last what was used last. */
const FRESH_MS = 100;
const MOST_PATHS = 1000;

/** A path that was warm a moment ago needs no descriptor to be looked at, which costs half. Until when it is taken to be so. */
const fresh = new Map<string, number>();

function isFresh(path: string | Uint8Array | number): boolean {
  const until = typeof path === 'string' ? fresh.get(path) : undefined;
  return until !== undefined && originals.now() < until;
}

/** What a relative path means may change. */
function remember(path: string | Uint8Array | number): void {
  if (typeof path !== 'string' || path[0] !== '/') return;
  if (fresh.size >= MOST_PATHS) fresh.clear();
  fresh.set(path, originals.now() + FRESH_MS);
}

/** What a path leads to, as `st_mode`; -1 or 0 when that is not known at once. */
export function modeOf(given: unknown): number {
  return look(given, true) ? place.mode : -1;
}

/** What files are read into first. Nothing else runs while it is in use. */
let scratch: Buffer | undefined;

const ENCODINGS = new Set([
  'utf8',
  'utf-8',
  'latin1',
  'binary',
  'ascii',
  'hex',
  'base64',
  'base64url',
  'ucs2',
  'utf16le',
]);

/** The encoding asked for, null for none; undefined when there is more to the options than that. */
export function encodingOf(options: unknown): BufferEncoding | null | undefined {
  if (options === undefined || options === null) return null;
  if (typeof options === 'string') return ENCODINGS.has(options) ? (options as BufferEncoding) : undefined;
  if (typeof options !== 'object') return undefined;
  const { encoding, flag, buffer } = options as Record<string, unknown>;
  if ((flag !== undefined && flag !== 'r') || buffer !== undefined) return undefined;
  return encoding === undefined || encoding === null || typeof encoding === 'string' ? encodingOf(encoding) : undefined;
}

/**
 * A file's content if all of it is cached, or COLD.
 * @param args of `fs.readFileSync`
 */
export function readFileNow([given, options]: readonly unknown[]): unknown {
  const binding = fileSystem();
  if (binding === null) return COLD;
  const encoding = encodingOf(options);
  const file = encoding === undefined ? null : isDescriptor(given) ? given : pathOf(given);
  if (file === null) return COLD;
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  const started = originals.now();
  const known = isFresh(file);
  const size = binding.warmReadFile(file, scratch, known);
  if (size !== -1 && !known) remember(file);
  if (size === -1 || -2 - size > MOST_BYTES) return COLD;
  const read = size >= 0 ? content(scratch, size, encoding!) : readLarge(binding, file, -2 - size, encoding!);
  if (read !== COLD) noteAtOnce(originals.now() - started);
  return read;
}

function readLarge(
  binding: Binding,
  file: string | Uint8Array | number,
  size: number,
  encoding: BufferEncoding | null,
) {
  const buffer = Buffer.allocUnsafe(size);
  const read = binding.warmReadFile(file, buffer, true);
  if (read < 0) return COLD;
  if (encoding !== null) return text(buffer, read, encoding);
  return read < size ? buffer.subarray(0, read) : buffer;
}

function content(from: Buffer, size: number, encoding: BufferEncoding | null): string | Buffer {
  if (encoding !== null) return text(from, size, encoding);
  const own = Buffer.allocUnsafe(size);
  from.copy(own, 0, 0, size);
  return own;
}

/** Buffer#toString, which takes a while to find out what is wanted. */
function text(from: Buffer, size: number, encoding: BufferEncoding): string {
  const { utf8Slice } = from as Buffer & { utf8Slice?(start: number, end: number): string };
  if (utf8Slice === undefined || (encoding !== 'utf8' && encoding !== 'utf-8')) return from.toString(encoding, 0, size);
  return utf8Slice.call(from, 0, size);
}

/**
 * Reads from an open file what is cached.
 * @param position null for the file's own
 * @returns bytes read; -1 when it would take waiting: then nothing has been read or moved
 */
export function readNow(
  fd: number,
  view: NodeJS.ArrayBufferView,
  offset: number,
  length: number,
  position: number | bigint | null,
): number {
  if (length > MOST_BYTES || typeof position === 'bigint' || !isDescriptor(fd)) return -1;
  const started = originals.now();
  const read = fileSystem()?.warmRead(fd, view, offset, length, position ?? -1) ?? -1;
  if (read >= 0) noteAtOnce(originals.now() - started);
  return read;
}
