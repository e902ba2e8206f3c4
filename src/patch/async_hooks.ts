import { AsyncLocalStorage } from 'node:async_hooks';
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

export default definePatch({
  module: 'async_hooks',
  always: true,
  implements: { 'AsyncLocalStorage.prototype.exit': exit },
  passThrough: [
    'AsyncResource',
    'asyncWrapProviders',
    'createHook',
    'executionAsyncId',
    'executionAsyncResource',
    'triggerAsyncId',
  ],
  refuses: {},
});
