import { AsyncLocalStorage } from 'node:async_hooks';
import { forbidden } from '../hub';
import { definePatch, type Anything, type Maker } from './define';

/** The storage of Node 20 and 22, which rides on async ids. */
interface HookStorage extends AsyncLocalStorage<unknown> {
  readonly enabled?: boolean;
}

/**
 * There, `exit` switches the storage off for everybody until its function returns, which is harmless only as long as nothing
 * parks in it. From Node 24 on it is what it is made here.
 */
const exit: Maker = (original) => {
  if ((new AsyncLocalStorage() as HookStorage).enabled === undefined) return null;
  return function exit(this: HookStorage, callback: Anything, ...args: unknown[]): unknown {
    if (!this.enabled) return Reflect.apply(original, this, [callback, ...args]);
    return this.run(undefined, callback, ...args);
  };
};

/** Calls a function of the program below which nothing parks. */
const held = (fn: Anything): Anything =>
  function hook(this: unknown, ...args: unknown[]): unknown {
    forbidden.held++;
    try {
      return Reflect.apply(fn, this, args);
    } finally {
      forbidden.held--;
    }
  };

/** While Node calls hooks, those that are enabled or disabled count from when it has come to the end. So nothing parks in them. */
const createHook: Maker = (original, slot) =>
  function createHook(...args: unknown[]): unknown {
    const [hooks, ...rest] = args;
    if (!slot.active || typeof hooks !== 'object' || hooks === null) return Reflect.apply(original, undefined, args);
    const get = (_: object, key: string | symbol): unknown => {
      const value = Reflect.get(hooks, key) as unknown;
      return typeof value === 'function' ? held(value as Anything) : value;
    };
    return Reflect.apply(original, undefined, [new Proxy({}, { get }), ...rest]);
  };

export default definePatch({
  module: 'async_hooks',
  always: true,
  implements: { 'AsyncLocalStorage.prototype.exit': exit, createHook },
  passThrough: ['AsyncResource', 'asyncWrapProviders', 'executionAsyncId', 'executionAsyncResource', 'triggerAsyncId'],
  refuses: {},
});
