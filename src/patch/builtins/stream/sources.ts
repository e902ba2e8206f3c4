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
  return {
    read(this: ReadableInternals, _n?: unknown): unknown {
      // Most streams are read on the hub: no array is made of the arguments.
      // eslint-disable-next-line prefer-rest-params
      const args = arguments as unknown as unknown[];
      const { current } = Coroutine;
      if (current === null || !slot.active || !hasSource(this)) return Reflect.apply(original, this, args);
      const outer = current.reading as Reading | null;
      const reading: Reading = { stream: this, outer, pushed: false };
      current.reading = reading;
      try {
        return Reflect.apply(original, this, args) as unknown;
      } finally {
        if (reading.pushed) marks.held--;
        current.reading = outer;
      }
    },
  }.read as Anything;
};

export const push: Maker = (original) =>
  ({
    push(this: ReadableInternals, ..._rest: unknown[]): unknown {
      const { current } = Coroutine;
      if (current !== null && current.reading !== null) notePush(current, this);
      // eslint-disable-next-line prefer-rest-params
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
