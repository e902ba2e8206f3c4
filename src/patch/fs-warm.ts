import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setting } from '../base/config';
import { originals } from '../base/originals';
import { type Binding, engineStatus } from '../fiber';

type Args = readonly unknown[];

/** Said of what only waiting could tell. */
export const COLD = Symbol('cold');

/** Files and single reads of up to so many bytes are answered at once: copied in about 0.2 ms. More goes to the thread pool. */
export const MOST_BYTES = 1 << 20;
const SCRATCH_BYTES = 64 * 1024;
/** So long a path that was warm is taken to be so still, in ms. The kernel gives up last what was used last. */
const FRESH_MS = 100;
const MOST_PATHS = 1000;

interface Process {
  readonly permission?: unknown;
  readonly moduleLoadList: readonly string[];
}
const { permission, moduleLoadList } = process as unknown as Process;

/** Loaded by Node when a virtual file system is mounted: from then on only Node knows which paths are files of the kernel. */
const MOUNTED = 'NativeModule internal/vfs/setup';
let modulesSeen = 0;
let mounted = false;

function virtualFiles(): boolean {
  for (; modulesSeen < moduleLoadList.length; modulesSeen++) mounted ||= moduleLoadList[modulesSeen] === MOUNTED;
  return mounted;
}

let found: Binding | null | undefined;

function find(): Binding | null {
  // What the permission model allows, only Node's own functions know.
  if (setting('WARM') === 'off' || permission !== undefined) return null;
  const binding = engineStatus().engine?.binding;
  return binding?.warmWorks() ? binding : null;
}

/** The addon, if this process may ask what is cached. */
function warm(): Binding | null {
  if (found === undefined) found = find();
  return found === null || virtualFiles() ? null : found;
}

/** A path as the system takes it, or null when the original has something to say about it. */
function pathOf(given: unknown): string | Uint8Array | null {
  if (typeof given === 'string' || Buffer.isBuffer(given)) return given;
  if (!(given instanceof URL)) return null;
  try {
    return fileURLToPath(given);
  } catch {
    return null;
  }
}

export const isDescriptor = (fd: unknown): fd is number =>
  Number.isInteger(fd) && (fd as number) >= 0 && (fd as number) < 2 ** 31;

/** Paths that were warm, and until when they are taken to be: as they are, and followed. */
const fresh = [new Map<string, number>(), new Map<string, number>()] as const;

function isFresh(path: string | Uint8Array, follow: boolean): boolean {
  const until = typeof path === 'string' ? fresh[follow ? 1 : 0].get(path) : undefined;
  return until !== undefined && originals.now() < until;
}

/** What a relative path means may change. */
function remember(path: string | Uint8Array, follow: boolean): void {
  if (typeof path !== 'string' || path[0] !== '/') return;
  const paths = fresh[follow ? 1 : 0];
  if (paths.size >= MOST_PATHS) paths.clear();
  paths.set(path, originals.now() + FRESH_MS);
}

/** That nothing is there is not remembered: it may be the answer of a network for a moment. */
function look(binding: Binding, path: string | Uint8Array, follow: boolean): number {
  const known = isFresh(path, follow);
  const mode = binding.warmLook(path, follow, known);
  if (mode > 0 && !known) remember(path, follow);
  return mode;
}

function isWarm(given: unknown, follow: boolean): boolean {
  const binding = warm();
  const path = binding === null ? null : pathOf(given);
  return path !== null && (isFresh(path, follow) || look(binding!, path, follow) >= 0);
}

const { S_IFMT, S_IFREG, S_IFDIR, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } = fs.constants;
const WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;

/** Whether flags of `open` only read. */
const reads = (flags: unknown) =>
  flags === undefined ||
  flags === null ||
  flags === 'r' ||
  (Number.isInteger(flags) && ((flags as number) & WRITING) === 0);

/** What a path leads to, as `st_mode`; -1 or 0 when that is not known at once. */
export function modeOf(given: unknown): number {
  const binding = warm();
  const path = binding === null ? null : pathOf(given);
  return path === null ? -1 : look(binding!, path, true);
}

/** Opening anything else than a file or a folder may wait, or have effects. */
function opensAtOnce([path, flags]: Args): boolean {
  const mode = reads(flags) ? modeOf(path) : -1;
  return mode === 0 || (mode > 0 && isPlain(mode));
}

const isPlain = (mode: number) => (mode & S_IFMT) === S_IFREG || (mode & S_IFMT) === S_IFDIR;

/** Whether the original can answer a call without waiting, by the arguments. It is called then: its answer is its own. */
export const atOnce = {
  /** Looks at what a path leads to. */
  path: ([path]: Args): boolean => isWarm(path, true),
  /** Looks at what is there, be it a link. */
  entry: ([path]: Args): boolean => isWarm(path, false),
  open: opensAtOnce,
  descriptor: ([fd]: Args): boolean => isDescriptor(fd) && warm() !== null && found!.warmLookAt(fd) >= 0,
  close: ([fd]: Args): boolean => isDescriptor(fd) && warm() !== null && found!.warmClose(fd),
} as const;

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
export function readFileNow([given, options]: Args): unknown {
  const binding = warm();
  if (binding === null) return COLD;
  const encoding = encodingOf(options);
  const file = encoding === undefined ? null : isDescriptor(given) ? given : pathOf(given);
  if (file === null) return COLD;
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  const known = typeof file === 'string' && isFresh(file, true);
  const size = binding.warmReadFile(file, scratch, known);
  if (size !== -1 && !known && typeof file === 'string') remember(file, true);
  if (size >= 0) return content(scratch, size, encoding!);
  return size === -1 || -2 - size > MOST_BYTES ? COLD : readLarge(binding, file, -2 - size, encoding!);
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
  return warm()?.warmRead(fd, view, offset, length, position ?? -1) ?? -1;
}
