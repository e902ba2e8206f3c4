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
  const name = Object.getOwnPropertyDescriptor(original, 'name');
  return new Proxy(original, {
    get apply() {
      return before();
    },
    // It gets a name while it is patched (slot.ts), which must not be seen here.
    ...(name?.value === '' && name.configurable ? nameless(name) : {}),
  });
}

/** Of a proxy whose function had no name. */
const nameless = (name: PropertyDescriptor): ProxyHandler<Anything> => ({
  get: (target, key, receiver) => (key === 'name' ? '' : (Reflect.get(target, key, receiver) as unknown)),
  getOwnPropertyDescriptor: (target, key) => (key === 'name' ? name : Reflect.getOwnPropertyDescriptor(target, key)),
});
