import fs from 'node:fs';
import { park } from '../hub';
import { blocking } from './blocking';
import type { Anything, Maker } from './define';
import { directly } from './may-park';
import { bothNodesOwn } from './fs-twin';
import { orphan } from './fs-orphans';
import { restack } from './restack';

type Args = unknown[];
type Done = (error: unknown, bytes: number) => void;

/** One read or write that is known to be valid. */
interface Transfer {
  readonly fd: number;
  start(asynchronous: Anything, done: Done): void;
  /** In the fiber, right before it goes on. */
  finish?(bytes: number): void;
}

/**
 * Output goes to these at once: whoever writes to them expects it to be out when the process exits, and in the order of the
 * calls. Node's own process.stdout writes through fs.writeSync when it is a file.
 */
const isStandardStream = (fd: unknown) => fd === 1 || fd === 2;

const isView = (value: unknown): value is NodeJS.ArrayBufferView => ArrayBuffer.isView(value);
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isPosition = (value: unknown) =>
  value == null || (typeof value === 'number' && Number.isSafeInteger(value)) || typeof value === 'bigint';

/** The bytes of a part of a view. */
function bytesOf(view: NodeJS.ArrayBufferView, offset: number, length: number): Buffer {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset + offset, length);
}

interface Range {
  view: NodeJS.ArrayBufferView;
  offset: number;
  length: number;
  position: number | bigint | null;
}

type Given = Partial<Record<'offset' | 'length' | 'position', unknown>>;

/** What the arguments after fd say; null when the original has something to say about them. */
function range(view: unknown, { offset, length, position }: Given): Range | null {
  if (!isView(view) || !isCount(offset) || !isCount(length) || !isPosition(position)) return null;
  if (length === 0 || offset + length > view.byteLength) return null;
  return { view, offset, length, position: (position as number | bigint | undefined) ?? null };
}

function readRange(args: Args): Range | null {
  const [, view, second, third, fourth] = args;
  if (args.length > 3 && typeof second !== 'object') {
    return range(view, { offset: second ?? 0, length: third, position: fourth });
  }
  if (!isView(view) || (second !== undefined && typeof second !== 'object')) return null;
  const { offset = 0, length = view.byteLength - Number(offset), position } = (second as Given | null) ?? {};
  return range(view, { offset, length, position });
}

function writeRange([, view, second, third, fourth]: Args): Range | null {
  if (!isView(view)) return null;
  const given: Given =
    typeof second === 'object' ? (second ?? {}) : { offset: second, length: third, position: fourth };
  const offset = given.offset ?? 0;
  const { length = view.byteLength - Number(offset), position } = given;
  return range(view, { offset, length, position });
}

/**
 * The worker thread reads into memory of ours. The caller's gets the bytes when the fiber goes on: until then others may use it,
 * and if the fiber is killed it stays as it is.
 */
function read(args: Args): Transfer | null {
  const wanted = readRange(args);
  if (wanted === null) return null;
  const { view, offset, length, position } = wanted;
  const own = Buffer.allocUnsafe(length);
  return {
    fd: args[0] as number,
    start: (asynchronous, done) => asynchronous.call(fs, args[0], own, 0, length, position, done),
    finish: (bytes) => void own.copy(bytesOf(view, offset, length), 0, 0, bytes),
  };
}

/** What is written is what the buffer held when the call was made, whatever others put into it meanwhile. */
function write(args: Args): Transfer | null {
  if (isStandardStream(args[0])) return null;
  if (typeof args[1] === 'string') return writeText(args);
  const wanted = writeRange(args);
  if (wanted === null) return null;
  const { view, offset, length, position } = wanted;
  const own = Buffer.from(bytesOf(view, offset, length));
  return {
    fd: args[0] as number,
    start: (asynchronous, done) => asynchronous.call(fs, args[0], own, 0, length, position, done),
  };
}

function writeText([fd, text, position, encoding]: Args): Transfer | null {
  if (!isPosition(position) || typeof position === 'bigint') return null;
  if (encoding !== undefined && !Buffer.isEncoding(encoding as string)) return null;
  return {
    fd: fd as number,
    start: (asynchronous, done) => asynchronous.call(fs, fd, text, position ?? null, encoding ?? 'utf8', done),
  };
}

function isViews(value: unknown): value is NodeJS.ArrayBufferView[] {
  return Array.isArray(value) && value.length > 0 && value.every(isView);
}

function readv([fd, views, position]: Args): Transfer | null {
  if (!isViews(views)) return null;
  const own = views.map((view) => Buffer.allocUnsafe(view.byteLength));
  return {
    fd: fd as number,
    start: (asynchronous, done) => asynchronous.call(fs, fd, own, position, done),
    finish(bytes) {
      for (let i = 0, left = bytes; left > 0; left -= own[i++]!.length) {
        own[i]!.copy(bytesOf(views[i]!, 0, views[i]!.byteLength), 0, 0, Math.min(left, own[i]!.length));
      }
    },
  };
}

function writev([fd, views, position]: Args): Transfer | null {
  if (isStandardStream(fd) || !isViews(views)) return null;
  const own = views.map((view) => Buffer.from(bytesOf(view, 0, view.byteLength)));
  return {
    fd: fd as number,
    start: (asynchronous, done) => asynchronous.call(fs, fd, own, position, done),
  };
}

const KINDS = { readSync: read, writeSync: write, readvSync: readv, writevSync: writev };

/** Makes the replacement of a function that reads or writes an open file. */
export function transfer(name: keyof typeof KINDS): Maker {
  return blocking((original, slot) => {
    const asynchronous = slot.found(name.replace('Sync', ''));
    if (asynchronous === undefined) return null;
    const nodesOwn = bothNodesOwn(original, asynchronous);
    return function parking(this: unknown, ...args: Args): unknown {
      const work = isCount(args[0]) && nodesOwn() ? KINDS[name](args) : null;
      if (work === null) return directly(original, this, args);
      return carryOut(`fs.${name}`, work, asynchronous, slot.replacement);
    };
  });
}

function carryOut(what: string, work: Transfer, asynchronous: Anything, below: Anything): number {
  let failure: unknown;
  let done: (() => void) | undefined;
  try {
    const bytes = park<number>({
      what,
      start(waker) {
        work.start(asynchronous, (error, count) => {
          done?.();
          if (error) waker.reject((failure = error));
          else waker.resolve(count);
        });
      },
      cancel: () => (done = orphan(work.fd)),
    });
    work.finish?.(bytes);
    return bytes;
  } catch (error) {
    throw error === failure ? restack(error, below) : error;
  }
}
