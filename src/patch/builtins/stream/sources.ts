// Arguments are handed on as they are: V8 makes no array of those that are used for nothing else.
/* eslint-disable prefer-rest-params */
import type stream from 'node:stream';
import { builtin } from '../../../base/builtin';
import { Coroutine } from '../../../fiber';
import { forbidden } from '../../../hub';
import type { Anything, Maker } from '../../core/define';

const marks = forbidden;

interface ReadableInternals {
  readonly _read?: unknown;
}

/** A `_read` that is under way, the one it was called in, and whether it has pushed something. */
interface Reading {
  readonly stream: ReadableInternals;
  readonly outer: Reading | null;
  pushed: boolean;
}

/**
 * Until `_read` pushes, the stream does not call it again, and it may park. From its first push on Node would: what it pushes after a park
 * would come behind, or between, what the second call pushes. So nothing parks between the first push and its end.
 */
export const read: Maker = (original, slot) => {
  const { Transform } = builtin<typeof stream>('stream');
  // The `_read` of a `Transform` has no source of its own: it lets the next `_transform` run, which Node calls one by one.
  const hasSource = (self: ReadableInternals | undefined): self is ReadableInternals =>
    typeof self === 'object' && self._read !== Transform.prototype._read;
  function noted(this: ReadableInternals, ...args: unknown[]): unknown {
    const current = Coroutine.current!;
    const outer = current.reading as Reading | null;
    const reading: Reading = { stream: this, outer, pushed: false };
    current.reading = reading;
    try {
      return Reflect.apply(original, this, args) as unknown;
    } finally {
      if (reading.pushed) marks.held--;
      current.reading = outer;
    }
  }
  return {
    read(this: ReadableInternals, _n?: unknown): unknown {
      const calls = Coroutine.current !== null && slot.active && hasSource(this) ? noted : original;
      return Reflect.apply(calls, this, arguments as unknown as unknown[]);
    },
  }.read as Anything;
};

export const push: Maker = (original) =>
  ({
    push(this: ReadableInternals, ..._rest: unknown[]): unknown {
      const { current } = Coroutine;
      if (current !== null && current.reading !== null) notePush(current, this);
      return Reflect.apply(original, this, arguments as unknown as unknown[]);
    },
  }).push as Anything;

function notePush(current: Coroutine, stream: ReadableInternals): void {
  let reading = current.reading as Reading | null;
  while (reading !== null && reading.stream !== stream) reading = reading.outer;
  if (reading === null || reading.pushed) return;
  reading.pushed = true;
  marks.held++;
}
