import type { Anything, Maker } from './define';

/** What wants to know that a server has been closed, before its last connection has ended. */
export const onClose = new WeakMap<object, () => void>();

/** Node tells nobody when a server stops listening, only when its last connection has ended too. */
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
