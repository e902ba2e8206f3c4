import fs from 'node:fs';
import { asOwn } from '../../../fiber';
import { park } from '../../../hub';
import { blocking } from '../../core/blocking';
import type { Anything, Maker } from '../../core/define';
import { alone, directly } from '../../core/policy';
import { bothNodesOwn } from './twin';
import { orphan } from './orphans';
import { atOnce } from './place';
import { writesAtOnce } from './policy';
import { bytesOf, type Given, isCount, isPosition, isView, isViews, range, type Range } from './range';
import { fromCaller, restack } from '../../core/restack';

type WriteDone = (error: unknown, bytes: number) => void;

/** One write that is known to be valid. */
interface FileWriting {
  readonly fd: number;
  readonly bytes: number;
  /** What is written is what the memory holds when this is called, whatever others put into it meanwhile. */
  start(asynchronous: Anything, done: WriteDone): void;
}

/**
 * Output goes to these at once: code that writes to them expects it to be out when the process exits, and in the order of the
 * calls. Node's own process.stdout writes through fs.writeSync when it is a file.
 */
const isStandardStream = (fd: unknown) => fd === 1 || fd === 2;

function writeRange([, view, second, third, fourth]: unknown[]): Range | null {
  if (!isView(view)) return null;
  const given: Given =
    typeof second === 'object' ? (second ?? {}) : { offset: second, length: third, position: fourth };
  const offset = given.offset ?? 0;
  const { length = view.byteLength - Number(offset), position } = given;
  return range(view, { offset, length, position });
}

function write(args: unknown[]): FileWriting | null {
  if (isStandardStream(args[0])) return null;
  if (typeof args[1] === 'string') return writeText(args);
  const wanted = writeRange(args);
  if (wanted === null) return null;
  const { view, offset, length, position } = wanted;
  return {
    fd: args[0] as number,
    bytes: length,
    start: (asynchronous, done) =>
      asynchronous.call(fs, args[0], Buffer.from(bytesOf(view, offset, length)), 0, length, position, done),
  };
}

function writeText([fd, text, position, encoding]: unknown[]): FileWriting | null {
  if (!isPosition(position) || typeof position === 'bigint') return null;
  if (encoding !== undefined && !Buffer.isEncoding(encoding as string)) return null;
  return {
    fd: fd as number,
    bytes: Buffer.byteLength(text as string, encoding as BufferEncoding | undefined),
    start: (asynchronous, done) => asynchronous.call(fs, fd, text, position ?? null, encoding ?? 'utf8', done),
  };
}

function writev([fd, views, position]: unknown[]): FileWriting | null {
  if (isStandardStream(fd) || !isViews(views)) return null;
  const copies = () => views.map((view) => Buffer.from(bytesOf(view, 0, view.byteLength)));
  return {
    fd: fd as number,
    bytes: views.reduce((sum, view) => sum + view.byteLength, 0),
    start: (asynchronous, done) => asynchronous.call(fs, fd, copies(), position, done),
  };
}

const KINDS = { writeSync: write, writevSync: writev };

/** Makes the replacement of a function that writes to an open file. */
export function writing(name: keyof typeof KINDS): Maker {
  return blocking((original, slot) => {
    const asynchronous = slot.found(name.replace('Sync', ''));
    if (asynchronous === undefined) return null;
    const nodesOwn = bothNodesOwn(original, asynchronous);
    return function parking(this: unknown, ...args: unknown[]): unknown {
      const work = isCount(args[0]) && nodesOwn() ? KINDS[name](args) : null;
      if (work === null) return directly(original, this, args);
      const mount = writesAtOnce(work.fd, work.bytes);
      const below = slot.replacement;
      if (mount !== 0) return fromCaller(below, () => atOnce(mount, original, this, args));
      if (alone()) return fromCaller(below, () => directly(original, this, args));
      return carryOut(`fs.${name}`, work, asynchronous, below);
    };
  });
}

function carryOut(what: string, work: FileWriting, asynchronous: Anything, below: Anything): number {
  let failure: unknown;
  let done: (() => void) | undefined;
  try {
    return park<number>({
      what,
      start(waker) {
        const callback: WriteDone = (error, count) => {
          done?.();
          if (error) waker.reject((failure = error));
          else waker.resolve(count);
        };
        asOwn(() => work.start(asynchronous, callback));
      },
      cancel: () => (done = orphan(work.fd)),
    });
  } catch (error) {
    throw error === failure ? restack(error, below) : error;
  }
}
