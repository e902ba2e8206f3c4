import type { Anything, Maker } from './define';

/** What wants to know that a server has been closed, before its last connection has ended. */
export const onClose = new WeakMap<object, () => void>();

/** Node has no event for a server that stops listening, only one for the end of its last connection as well. */
export const closing: Maker = (original) =>
  ({
    close(this: object, ...args: unknown[]): unknown {
      try {
        return Reflect.apply(original, this, args);
      } finally {
        onClose.get(this)?.();
      }
    },
  }).close as Anything;
