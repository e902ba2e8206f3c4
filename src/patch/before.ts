import type { Anything } from './define';

/** Carries out a call instead of the function that was called. */
export type Instead = (original: Anything, self: unknown, args: unknown[]) => unknown;

/**
 * A function that does something before each call of another one and leaves no frame on the stack meanwhile. Node keeps only
 * the ten innermost frames of an error: frames of ours between two modules would push the program's own out of its stack traces.
 *
 * The engine asks the handler of a proxy for its `apply` before each call. Without one it calls the original itself.
 * @param before gives what to do instead of the call, if anything; it does not get to know the arguments
 */
export function preceded(original: Anything, before: () => Instead | undefined): Anything {
  return new Proxy(original, {
    get apply() {
      return before();
    },
  });
}
