import { originals } from '../../../base/originals';
import { park, startTimer, stopTimer, type HubTimer, type Waker } from '../../../hub';
import { type AtomicsOutcome, Cell, passOn, whenAnswered } from './cells';
import { notingWaits } from '../../core/atomics-async';
import { blocking } from '../../core/blocking';
import { definePatch, type Maker } from '../../core/define';
import { restack } from '../../core/restack';

type WaitAsync = (
  ...args: unknown[]
) => { async: false; value: AtomicsOutcome } | { async: true; value: Promise<AtomicsOutcome> };

/** V8 has a flag that takes it away. */
const atomics = (globalThis as { Atomics?: typeof Atomics }).Atomics;
const { waitAsync } = (atomics ?? {}) as { waitAsync?: WaitAsync };

/** Node's own functions of V8 look like this; a wrapper around them does not. */
const isNative = (fn: unknown, name: string) =>
  typeof fn === 'function' && Function.prototype.toString.call(fn) === `function ${name}() { [native code] }`;

const scratch = new Float64Array(1);
const { fill } = Float64Array.prototype;

/** Converts as Atomics.wait does, in V8's own C++: an operator words some errors differently. */
function toNumber(value: unknown): number {
  Reflect.apply(fill, scratch, [value]);
  return scratch[0]!;
}

/** Stands for a number that V8 has yet to convert, in its own order: `fn` is given the number then, and may change it. */
const converted = (value: unknown, fn: (number: number) => number) => ({
  [Symbol.toPrimitive]: () => fn(toNumber(value)),
});

/** One call in a fiber. Atomics.waitAsync takes the same steps in the same order, up to the point where the thread would stop. */
class WaitCall {
  #index = 0;
  #until = Infinity;
  #cell: Cell | undefined;
  #timer: HubTimer | undefined;

  constructor(private readonly args: readonly unknown[]) {}

  start(waker: Waker<AtomicsOutcome>): void {
    const [array, index, value, timeout] = this.args;
    let limit = Infinity;
    const at = converted(index, (number) => (this.#index = number));
    const time = converted(timeout, (number) => {
      limit = Number.isNaN(number) ? Infinity : number;
      if (limit === Infinity) this.#cell = Cell.vacant(array, this.#index);
      return this.#cell === undefined ? limit : 0; // 0: nothing but the comparison
    });
    const outcome = waitAsync!(array, at, value, time);
    this.#until = originals.now() + limit;
    if (outcome.async) this.#wait(outcome.value, waker);
    else if (this.#cell !== undefined && outcome.value === 'timed-out') this.#cell.enter(waker);
    else waker.resolve(outcome.value);
  }

  #wait(promise: Promise<AtomicsOutcome>, waker: Waker<AtomicsOutcome>): void {
    if (this.#until === Infinity) {
      this.#cell = Cell.at(this.args[0], this.#index);
      this.#cell.add(promise);
      this.#cell.enter(waker);
    } else {
      whenAnswered(promise, (answer) => {
        if (answer === 'timed-out') this.#end(waker);
        else waker.resolve(answer);
      });
    }
  }

  /** V8's time is over, by a clock of whole milliseconds; Atomics.wait never ends early. */
  #end(waker: Waker<AtomicsOutcome>): void {
    if (waker.done) return;
    const left = this.#until - originals.now();
    if (left <= 0) waker.resolve('timed-out');
    else this.#timer = startTimer(Math.ceil(left), () => this.#end(waker), undefined);
  }

  /** V8 keeps a waiter that was cancelled: until its time is over, or until it is notified. */
  cancel(waker: Waker<AtomicsOutcome>): void {
    stopTimer(this.#timer);
    this.#cell?.leave(waker);
  }

  /** Notified although it was cancelled: meant for one that still waits. */
  late(answer: AtomicsOutcome): void {
    if (answer === 'ok') passOn(this.args[0], this.#index);
  }
}

const wait: Maker = blocking((original, slot) => {
  if (!isNative(original, 'wait') || !isNative(waitAsync, 'waitAsync')) return null;
  return function parking(...args: unknown[]): AtomicsOutcome {
    const call = new WaitCall(args);
    let refusal: unknown;
    let own: Waker<AtomicsOutcome>;
    try {
      return park<AtomicsOutcome>({
        what: 'Atomics.wait',
        keepAlive: true, // another thread wakes it, or a timer of V8's: the loop sees neither
        start(waker) {
          own = waker;
          try {
            call.start(waker);
          } catch (error) {
            throw (refusal = error);
          }
        },
        cancel: () => call.cancel(own),
        late: (answer) => call.late(answer),
      });
    } catch (error) {
      throw error === refusal ? restack(error, slot.replacement) : error;
    }
  };
});

export default definePatch({
  module: 'Atomics',
  load: () => atomics ?? {},
  implements: { wait, waitAsync: notingWaits },
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
    'xor',
  ],
  refuses: {},
});
