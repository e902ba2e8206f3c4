import fs from 'node:fs';
import { asOwn } from '../../../fiber';
import { park } from '../../../hub';
import { blocking } from '../../core/blocking';
import type { Anything, Maker } from '../../core/define';
import { bytesOf, isCount, isView, isViews, range, type Range } from './range';
import { closeInput, openInput, readInput } from './input';
import { closeLater, orphan } from './orphans';
import { atOnce } from './place';
import { readsAtOnce } from './policy';
import { bothNodesOwn } from './twin';
import { readNow } from './warm';
import { alone, directly } from '../../core/policy';
import { fromCaller, restack } from '../../core/restack';

type ReadDone = (error: unknown, bytes: number) => void;

/** Node's own, which puts the work into the thread pool. */
const asynchronousRead: Anything = fs.read;

/** What is to be filled, and the name of the function that was called. */
interface Wanted extends Pick<Range, 'view' | 'offset' | 'length'> {
  readonly what: string;
}

/** One read that is known to be valid. */
interface FileReading extends Range, Wanted {
  readonly fd: number;
  /** Hands out what is in `view`, right before the fiber goes on. */
  deliver?(bytes: number): void;
}

function read(args: unknown[]): FileReading | null {
  const [fd, view, second, third, fourth] = args;
  const listed = args.length > 3 && typeof second !== 'object';
  if (!isView(view) || (!listed && second !== undefined && typeof second !== 'object')) return null;
  const options = (second as { offset?: unknown; length?: unknown; position?: unknown } | null | undefined) ?? {};
  const { offset = 0, length = view.byteLength - Number(offset), position } = options;
  const wanted = listed
    ? range(view, { offset: second ?? 0, length: third, position: fourth })
    : range(view, { offset, length, position });
  return wanted && { ...wanted, fd: fd as number, what: 'fs.readSync' };
}

/** All views are read into one, and filled from that. */
function readv([fd, views, position]: unknown[]): FileReading | null {
  if (!isViews(views)) return null;
  const length = views.reduce((sum, view) => sum + view.byteLength, 0);
  const own = Buffer.allocUnsafe(length);
  const wanted = range(own, { offset: 0, length, position: typeof position === 'number' ? position : null });
  return (
    wanted && { ...wanted, fd: fd as number, what: 'fs.readvSync', deliver: (bytes) => scatter(own, bytes, views) }
  );
}

function scatter(from: Buffer, bytes: number, views: NodeJS.ArrayBufferView[]): void {
  for (let i = 0, at = 0; at < bytes; at += views[i++]!.byteLength) {
    from.copy(bytesOf(views[i]!, 0, views[i]!.byteLength), 0, at, bytes);
  }
}

const KINDS = { readSync: read, readvSync: readv };

/** Makes the replacement of a function that reads an open file. */
export function reading(name: keyof typeof KINDS): Maker {
  return blocking((original, slot) => {
    const asynchronous = slot.found('read');
    if (asynchronous === undefined) return null;
    const nodesOwn = bothNodesOwn(original, asynchronous);
    return function parking(this: unknown, ...args: unknown[]): unknown {
      const work = isCount(args[0]) && nodesOwn() ? KINDS[name](args) : null;
      if (work === null) return directly(original, this, args);
      const mount = readsAtOnce(work.fd);
      const below = slot.replacement;
      if (mount !== 0) return fromCaller(below, () => atOnce(mount, original, this, args));
      const now = readNow(work.fd, work.view, work.offset, work.length, work.position);
      if (now < 0 && alone()) return fromCaller(below, () => directly(original, this, args));
      const bytes = now < 0 ? carryOut(work, below) : now;
      work.deliver?.(bytes);
      return bytes;
    };
  });
}

function carryOut(work: FileReading, below: Anything): number {
  const { fd, position } = work;
  const own = position === null ? openInput(fd) : -1;
  return own >= 0 ? withInput(own, () => awaitInput(work, own, below)) : inPool(work, fd, below);
}

/** Uses a descriptor of our own, and closes it as soon as nothing reads from it any more. */
export function withInput<T>(own: number, use: () => T): T {
  try {
    return use();
  } finally {
    if (!closeLater(own, closeInput)) closeInput(own);
  }
}

/** Parks until there is input, and reads it. */
export function awaitInput(work: Wanted, own: number, below: Anything): number {
  const bytes = readInput(work.what, own, work.view, work.offset, work.length);
  return bytes >= 0 ? bytes : inPool({ ...work, position: null }, own, below);
}

/**
 * A worker thread reads into memory of ours. The caller's gets the bytes when the fiber goes on: until then others may use it, and
 * if the fiber is killed it stays as it is.
 */
function inPool(work: Wanted & Pick<Range, 'position'>, fd: number, below: Anything): number {
  const { view, offset, length, position } = work;
  const own = Buffer.allocUnsafe(length);
  let failure: unknown;
  let done: (() => void) | undefined;
  try {
    const bytes = park<number>({
      what: work.what,
      start(waker) {
        const callback: ReadDone = (error, count) => {
          done?.();
          if (error) waker.reject((failure = error));
          else waker.resolve(count);
        };
        asOwn(() => asynchronousRead.call(fs, fd, own, 0, length, position, callback));
      },
      cancel: () => (done = orphan(fd)),
    });
    own.copy(bytesOf(view, offset, length), 0, 0, bytes);
    return bytes;
  } catch (error) {
    throw error === failure ? restack(error, below) : error;
  }
}
