import { GreenpatchError } from '../../../base/errors';
import { blocking as blockingCall, type Anything, type Maker, type Slot } from '../../../patch';
import { callAndWait, loopWhile, runLoopOnce, settled } from './turns';

/** All of them run the event loop while they wait, also in start-up. */
const blocking = (make: Parameters<typeof blockingCall>[0]): Maker => blockingCall(make, true);

/** `deasync(fn)`. What that returns decides at each call whether it can park there. */
export const deasync: Maker = (original, slot) =>
  function deasync(this: unknown, ...args: unknown[]): unknown {
    const plain = Reflect.apply(original, this, args) as Anything;
    const fn = args[0] as Anything;
    if (typeof fn !== 'function' || typeof plain !== 'function') return plain;
    const own: Slot = {
      label: `deasync(${fn.name})`,
      found: slot.found,
      get active() {
        return slot.active;
      },
      get replacement() {
        return made;
      },
    };
    const parking = () =>
      function (this: unknown, ...values: unknown[]): unknown {
        return callAndWait(fn, this, values);
      };
    const made: Anything = blocking(parking)(plain, own)!;
    return made;
  };

export const sleep: Maker = blocking(
  () =>
    function sleep(this: unknown, ...args: unknown[]): unknown {
      return callAndWait((timeout: unknown, done: () => void) => void setTimeout(done, timeout as number), this, args);
    },
);

/** `awaitSync(promise)`; what is no promise never blocks. */
export const awaitSync: Maker = blocking(() => (value: unknown) => settled(value));

export const waitWhile: Maker = blocking(() => (predicate: () => unknown) => loopWhile(predicate));

export const turnOnce: Maker = blocking(() => () => runLoopOnce());

/** The error of a call that cannot park, where only the addon could wait, which is not there. */
function missing(library: string, cause: unknown): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_NOT_IN_FIBER',
    `${library} was called where nothing can be parked, and its addon, which could wait there, does not load. ` +
      `Call it inside a fiber: spawn(() => ...), or build the addon: npm rebuild ${library}.`,
    { cause },
  );
}

/** The exports of a library whose addon does not load: functions of these names, which cannot wait on the hub. */
export function withoutAddon(library: string, cause: unknown, names: readonly string[]): Anything {
  const refuse = (): never => {
    throw missing(library, cause);
  };
  const functions = names.map((name) => [name, (_fn: unknown) => refuse()] as const);
  return Object.assign((_fn: unknown) => refuse, Object.fromEntries(functions));
}
