import { park } from '../hub';
import { blocking } from './blocking';
import { definePatch, type Maker } from './define';
import { restack } from './restack';

type Cell = Int32Array<SharedArrayBuffer>;
type Answer = 'ok' | 'not-equal' | 'timed-out';
type WaitAsync = (...args: unknown[]) => { async: false; value: Answer } | { async: true; value: Promise<Answer> };

const { waitAsync, notify } = Atomics as unknown as { waitAsync?: WaitAsync; notify: typeof Atomics.notify };

/** Node's own functions of V8 look like this; a wrapper of somebody's does not. */
const isNative = (fn: unknown, name: string) =>
  typeof fn === 'function' && Function.prototype.toString.call(fn) === `function ${name}() { [native code] }`;

/** Atomics.waitAsync takes the same steps in the same order, up to the point where the thread would be stopped. */
const wait: Maker = blocking((original, slot) => {
  if (!isNative(original, 'wait') || !isNative(waitAsync, 'waitAsync')) return null;
  return function parking(...args: unknown[]): Answer {
    let refusal: unknown;
    try {
      return park<Answer>({
        what: 'Atomics.wait',
        keepAlive: true, // another thread wakes it, or a timer of V8's: the loop sees neither
        start(waker) {
          try {
            const outcome = waitAsync!(...args);
            if (outcome.async) void outcome.value.then((answer) => waker.resolve(answer));
            else waker.resolve(outcome.value);
          } catch (error) {
            throw (refusal = error);
          }
        },
        late(answer) {
          if (answer === 'ok') notify(args[0] as Cell, args[1] as number, 1); // meant for somebody who still waits
        },
      });
    } catch (error) {
      throw error === refusal ? restack(error, slot.replacement) : error;
    }
  };
});

export default definePatch({
  module: 'Atomics',
  load: () => Atomics,
  implements: { wait },
  passThrough: [
    'add',
    'and',
    'compareExchange',
    'exchange',
    'isLockFree',
    'load',
    'notify',
    'or',
    'pause',
    'store',
    'sub',
    'waitAsync',
    'xor',
  ],
  refuses: {},
});
