// Arguments are handed on as they are: V8 makes no array of those that are used for nothing else.
/* eslint-disable prefer-rest-params */
import { builtin } from '../../../base/builtin';
import type stream from 'node:stream';
import { Coroutine } from '../../../fiber';
import { forbidden } from '../../../hub';
import type { Anything, Maker, Slot } from '../../core/define';

/** What of a stream's state is looked at. All of it is in Node's own, by these names, on each line. */
interface BatchState {
  onwrite: Anything;
  readonly bufferedRequestCount: number;
  readonly constructed: boolean;
}

interface WritableInternals {
  readonly _writableState?: BatchState;
  readonly _writev?: unknown;
}

const marks = forbidden;

const CONSTRUCTED = 'kOnConstructed';
const guarded = new WeakSet<BatchState>();

/** `Duplex.prototype` carries the same functions. */
export const duplexes = {
  get Writable(): unknown {
    return builtin<typeof stream>('stream').Duplex;
  },
};

/** Whether the stream is about to give what it has buffered to `_writev`, or may be. */
const hasBatch = (self: WritableInternals | undefined, least: number): boolean =>
  (self?._writableState?.bufferedRequestCount ?? 0) >= least && typeof self!._writev === 'function';

/**
 * A stream forgets what it has buffered when `_writev` has returned, whatever has been written meanwhile. So nothing parks below a
 * function that gives a batch to it: what blocks there blocks truly.
 * @param least with how much in the buffer there may be a batch
 */
function calm(original: Anything, slot: Slot, least: number, of?: WritableInternals): Anything {
  function held(this: unknown, ...args: unknown[]): unknown {
    marks.held++;
    try {
      return Reflect.apply(original, this, args);
    } finally {
      marks.held--;
    }
  }
  const { made } = {
    made(this: WritableInternals | undefined, ..._rest: unknown[]): unknown {
      const calls = Coroutine.current !== null && slot.active && hasBatch(of ?? this, least) ? held : original;
      return Reflect.apply(calls, this, arguments as unknown as unknown[]);
    },
  };
  const { name, length } = original;
  return Object.defineProperties(made, { name: { value: name }, length: { value: length } });
}

/** What its `_write` gets as a callback, and what ends its `_construct`, go on with the next batch: they are the stream's own. */
function guard(self: WritableInternals, state: BatchState, slot: Slot): void {
  guarded.add(state);
  state.onwrite = calm(state.onwrite, slot, 2, self);
  if (state.constructed) return;
  const key = Object.getOwnPropertySymbols(Object.getPrototypeOf(state)).find(
    (each) => each.description === CONSTRUCTED,
  );
  if (key === undefined) return;
  const value = calm((state as unknown as Record<symbol, Anything>)[key]!, slot, 2, self);
  Object.defineProperty(state, key, { value, writable: true, configurable: true });
}

/** Is there before anything can be buffered, but calls no `_writev` with a batch itself. */
export const write: Maker = (original, slot) =>
  ({
    write(this: WritableInternals, ..._rest: unknown[]): unknown {
      const state = this?._writableState;
      if (state !== undefined && slot.active && !guarded.has(state) && typeof this._writev === 'function')
        guard(this, state, slot);
      return Reflect.apply(original, this, arguments as unknown as unknown[]);
    },
  }).write as Anything;

/** The last chunk comes with it. */
export const end: Maker = (original, slot) => calm(original, slot, 1);
export const uncork: Maker = (original, slot) => calm(original, slot, 2);
