import type { Readable } from 'node:stream';
import { GreenpatchError } from '../../base/errors';
import { checkCount, checkEncoding, checkOptions } from './checks';
import { raised, wrongValue } from './errors';
import { type StreamReading } from './reading';

type Chunk = Buffer | string;

/** What a read of nothing gives. */
const nothing = (stream: Readable): Chunk => (stream.readableEncoding === null ? Buffer.alloc(0) : '');

export function read(reading: StreamReading, size: unknown, what: string): unknown {
  const count = checkCount('size', size, what);
  if (count === 0) return nothing(reading.stream);
  return reading.read<unknown>(what, (stream) => (stream.read(count) as unknown) ?? undefined);
}

const bytesOf = (chunk: Chunk, encoding: BufferEncoding | null): number =>
  typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding ?? undefined) : chunk.length;

function join(chunks: readonly Chunk[]): Chunk {
  if (chunks.length === 1) return chunks[0]!;
  return typeof chunks[0] === 'string' ? chunks.join('') : Buffer.concat(chunks as Buffer[]);
}

export function tooLarge(limit: number, whole: string, kept: string, what: string): GreenpatchError {
  const error = new GreenpatchError(
    'ERR_GREENPATCH_TOO_LARGE',
    `${what} was to take at most ${limit} bytes, but ${whole} is longer. ${kept}`,
  );
  return raised(error, what) as GreenpatchError;
}

/** How long a line may be unless a program says otherwise, in bytes. The limit of Python's asyncio. */
const LONGEST_LINE = 64 * 1024;

/** One line on its way: what has come of it is given back to the stream unless it becomes whole. */
class LineBuffer {
  #held: Chunk[] = [];
  #bytes = 0;

  constructor(
    readonly limit: number,
    readonly what: string,
  ) {}

  /** Takes what is there up to the end of the line, without it. Newer versions of Node give one piece of it at a time. */
  readonly take = (stream: Readable): Chunk | undefined => {
    for (let chunk: Chunk | null; (chunk = stream.read() as Chunk | null) !== null;) {
      const line = this.#add(chunk, stream);
      if (line !== undefined) return line;
    }
    return undefined;
  };

  #add(chunk: Chunk, stream: Readable): Chunk | undefined {
    const at = chunk.indexOf('\n');
    this.#held.push(chunk);
    const before = this.#bytes;
    this.#bytes += bytesOf(chunk, stream.readableEncoding);
    if (at < 0) return this.#check(this.#bytes);
    const line = chunk.slice(0, at);
    this.#check(before + bytesOf(line, stream.readableEncoding));
    this.#held[this.#held.length - 1] = line;
    if (at + 1 < chunk.length) stream.unshift(chunk.slice(at + 1));
    return this.last();
  }

  #check(bytes: number): undefined {
    if (bytes <= this.limit) return undefined;
    const kept = 'Nothing is lost: it can be read with readSync, or with a larger maxBytes.';
    throw tooLarge(this.limit, 'the line', kept, this.what);
  }

  /** What has been taken and not been given back yet; undefined when that is nothing. */
  last(): Chunk | undefined {
    if (this.#held.length === 0) return undefined;
    const line = join(this.#held);
    this.#held = [];
    return line;
  }

  readonly giveBack = (stream: Readable): void => {
    const line = this.last();
    if (line !== undefined && !stream.readableEnded && !stream.destroyed) stream.unshift(line);
  };
}

/** Encodings in which the end of a line is not the one byte 0x0A. */
const WIDE = /^(ucs-?2|utf-?16le|hex|base64|base64url)$/i;

function lineEncoding(value: unknown, what: string): BufferEncoding | 'buffer' | undefined {
  if (value === 'buffer') return value;
  const encoding = checkEncoding(value, what);
  if (encoding === undefined || !WIDE.test(encoding)) return encoding;
  throw wrongValue('options.encoding', 'does not end its lines with one byte', value, what);
}

/** @returns the line without its end, as text unless asked for bytes; null at the end of the stream */
export function readLine(reading: StreamReading, options: unknown, what: string): Chunk | null {
  const { encoding: wanted, maxBytes } = checkOptions(options, what);
  const encoding = lineEncoding(wanted, what);
  const limit = checkCount('options.maxBytes', maxBytes, what, 1) ?? (maxBytes === Infinity ? Infinity : LONGEST_LINE);
  const line = new LineBuffer(limit, what);
  const whole = reading.read<Chunk>(what, line.take, line.giveBack);
  const chunk = whole === null ? line.last() : withoutReturn(whole);
  if (chunk === undefined) return null;
  return typeof chunk === 'string' || encoding === 'buffer' ? chunk : chunk.toString(encoding);
}

function withoutReturn(line: Chunk): Chunk {
  const last = line.length - 1;
  return line[last] === '\r' || line[last] === 13 ? line.slice(0, last) : line;
}

/** Reads up to the end; what was read before a failure is gone, so the stream is destroyed then. */
export function readAll(reading: StreamReading, options: unknown, what: string): unknown {
  const { encoding: wanted, maxBytes } = checkOptions(options, what);
  const encoding = checkEncoding(wanted, what);
  const limit = checkCount('options.maxBytes', maxBytes, what) ?? Infinity;
  const { stream } = reading;
  const chunks: unknown[] = [];
  let bytes = 0;
  const take = () => {
    for (let chunk: unknown; (chunk = stream.read()) !== null;) {
      chunks.push(chunk);
      if (stream.readableObjectMode) continue;
      bytes += bytesOf(chunk as Chunk, stream.readableEncoding);
      if (bytes > limit) throw tooLarge(limit, 'what the stream gives', 'The stream has been destroyed.', what);
    }
    return undefined;
  };
  reading.read(what, take, () => stream.destroy());
  if (stream.readableObjectMode) return chunks;
  const all = chunks.length === 0 ? nothing(stream) : join(chunks as Chunk[]);
  return encoding === undefined || typeof all === 'string' ? all : all.toString(encoding);
}
