import { AsyncLocalStorage, executionAsyncId } from 'node:async_hooks';
import { ended, isOwnId, parkedEvents } from '../../fiber';
import { forbidden } from '../../hub';
import { definePatch, type Anything, type Maker } from '../core/define';

const marks = forbidden;

/** The storage of Node 20 and 22, which rides on async ids. */
interface HookStorage extends AsyncLocalStorage<unknown> {
  readonly enabled?: boolean;
}

/**
 * There, `exit` switches the storage off for all code until its function returns, which is harmless only as long as nothing
 * parks in it. From Node 24 on it is what it is made here.
 */
const exit: Maker = (original) => {
  if ((new AsyncLocalStorage() as HookStorage).enabled === undefined) return null;
  return function exit(this: HookStorage, callback: Anything, ...args: unknown[]): unknown {
    if (!this.enabled) return Reflect.apply(original, this, [callback, ...args]);
    return this.run(undefined, callback, ...args);
  };
};

/** What `createHook` takes. */
type Callbacks = Readonly<Record<string, unknown>>;
type HookCallback = (this: unknown, asyncId: number, ...rest: unknown[]) => unknown;

/**
 * Ids of what was made in callbacks of greenpatch's own resources, as the later steps of a file that is being read. The oldest are
 * forgotten: there is no event when one is over.
 */
const later = new Set<number>();
const MOST_LATER = 1 << 16;

const isHidden = (asyncId: number): boolean => isOwnId(asyncId) || later.has(asyncId);

function isOwnFrom(asyncId: number): boolean {
  if (isHidden(asyncId)) return true;
  if (!isHidden(executionAsyncId())) return false;
  if (later.size >= MOST_LATER) later.delete(later.values().next().value!);
  later.add(asyncId);
  return true;
}

/** What each hook is not told of, besides. */
const HIDDEN: Partial<Record<string, (asyncId: number) => boolean>> = {
  init: isOwnFrom,
  before(asyncId) {
    if (asyncId === ended.asyncId) ended.asyncId = 0;
    return isHidden(asyncId);
  },
  after: (asyncId) => asyncId === ended.asyncId || isHidden(asyncId),
};

/** While Node calls hooks, those that are enabled or disabled count from when it has come to the end. So nothing parks in them. */
function unless(hidden: (asyncId: number) => boolean, callback: HookCallback): HookCallback {
  return function hook(this: unknown, asyncId, ...rest) {
    if (hidden(asyncId)) return undefined;
    marks.held++;
    try {
      return Reflect.apply(callback, this, [asyncId, ...rest]);
    } finally {
      marks.held--;
    }
  };
}

/** Tells of the end of an event when its code has ended, which may be parked. */
function whenEnded(callback: HookCallback): HookCallback {
  return function destroy(this: unknown, asyncId, ...rest) {
    const call = () => Reflect.apply(callback, this, [asyncId, ...rest]);
    return parkedEvents.putOff(asyncId, call) ? undefined : call();
  };
}

/** Not by assignment, which the program's object forbids when it is frozen. */
const define = (object: object, name: string, value: unknown): object => Object.defineProperty(object, name, { value });

/** The same callbacks, which are not told of what greenpatch makes for itself. */
function filtered(callbacks: Callbacks): Callbacks {
  const made = Object.create(callbacks) as Callbacks;
  for (const name of ['init', 'before', 'after', 'destroy', 'promiseResolve']) {
    const callback = callbacks[name];
    if (typeof callback !== 'function')
      define(made, name, callback); // which Node may refuse
    else {
      const told = unless(HIDDEN[name] ?? isHidden, callback as HookCallback);
      define(made, name, name === 'destroy' ? whenEnded(told) : told);
    }
  }
  return made;
}

const createHook: Maker = (original, slot) =>
  function createHook(...args: unknown[]): unknown {
    const [callbacks, ...rest] = args;
    const known = slot.active && typeof callbacks === 'object' && callbacks !== null;
    return Reflect.apply(original, undefined, known ? [filtered(callbacks as Callbacks), ...rest] : args);
  };

export default definePatch({
  module: 'async_hooks',
  always: true,
  implements: { 'AsyncLocalStorage.prototype.exit': exit, createHook },
  passThrough: ['AsyncResource', 'asyncWrapProviders', 'executionAsyncId', 'executionAsyncResource', 'triggerAsyncId'],
  refuses: {},
});
