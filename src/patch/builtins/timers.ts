import { habits, runEntry } from '../../hub';
import { added } from '../core/added';
import { carrying } from '../core/callbacks';
import { type Anything, definePatch, type Maker } from '../core/define';

/** A timer of Node's, with the parts it does not document. */
interface NodeTimer {
  readonly _destroyed?: boolean;
  readonly _repeat?: number | null;
  _idleTimeout?: number;
  refresh?(): void;
}

/** Makes setTimeout or one of its kind hand `wrap(callback)` to the original. */
function scheduling(wrap: (callback: Anything) => Anything): Maker {
  return (original, slot) =>
    function schedule(this: unknown, ...args: unknown[]): unknown {
      // Anything else but a function is refused by the original.
      if (slot.active && typeof args[0] === 'function') args[0] = wrap(args[0] as Anything);
      return Reflect.apply(original, this, args);
    };
}

const KEYS = ['_onTimeout'];

function onTimeout(callback: Anything, fire: (timer: NodeTimer, args: unknown[]) => unknown): Anything {
  const wrapper = function (this: NodeTimer, ...args: unknown[]): unknown {
    return carrying(this, wrapper, callback, () => fire(this, args), KEYS);
  };
  return wrapper;
}

/** Each call of the callback is an entry point: it runs in a fiber of its own. */
const onceLater = (callback: Anything): Anything =>
  onTimeout(callback, (timer, args) => runEntry('setTimeout', callback, timer, args, undefined, habits.of(callback)));

const onceSoon = (callback: Anything): Anything =>
  function (this: unknown, ...args: unknown[]): unknown {
    return runEntry('setImmediate', callback, this, args, undefined, habits.of(callback));
  };

/**
 * As in Node, the calls of one interval's callback do not overlap: a call that would is put off until the one that is parked has
 * ended, and several such calls become one.
 */
function repeatedly(callback: Anything): Anything {
  let busy = false;
  let missed = false;
  const run = function (this: NodeTimer, ...args: unknown[]): void {
    busy = true;
    missed = false;
    try {
      Reflect.apply(callback, this, args);
    } finally {
      busy = false;
      if (missed) callSoon(this);
    }
  };
  return onTimeout(callback, (timer, args) => {
    missed = busy;
    return busy ? undefined : runEntry('setInterval', run, timer, args, undefined, habits.of(callback));
  });
}

/** Makes an interval's timer due. Its next time counts from then on, as after a callback that blocked. */
function callSoon(timer: NodeTimer): void {
  if (timer._destroyed !== false) return;
  if (typeof timer._repeat === 'number') timer._idleTimeout = 1; // Node sets it to _repeat after the call
  timer.refresh?.();
}

export default definePatch({
  module: 'timers',
  alsoIn: [globalThis],
  implements: {
    setTimeout: scheduling(onceLater),
    setImmediate: scheduling(onceSoon),
    setInterval: scheduling(repeatedly),
  },
  adds: added('timers', 'sleepSync'),
  passThrough: [
    'clearTimeout',
    'clearImmediate',
    'clearInterval',
    'promises',
    '_unrefActive',
    'active',
    'enroll',
    'unenroll',
  ],
  refuses: {},
});
