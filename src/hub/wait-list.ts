import { room } from '../fiber';
import { type LineOptions, type TimedOut, Wait, type WaitOptions, type Waiter } from './waiter';

/**
 * A line of waiters for one thing, first come, first served. All that fibers wait for and other code hands over is made of it: so
 * what holds for it (no waiter is woken twice, what is handed over in the moment of a kill is not lost, reports say what could end
 * the wait) holds for all of them.
 *
 * Code that hands something over takes the first waiter out with `shift` and uses its waker: the thing belongs to that waiter from
 * then on, and no other can come in between. A waiter whose wait has ended otherwise is passed over.
 */
export class WaitList<T = void, D = undefined> {
  #first: Waiter<T, D> | null = null;
  #last: Waiter<T, D> | null = null;

  constructor(readonly options: LineOptions<T>) {}

  add(waiter: Waiter<T, D>): void {
    waiter.line = this;
    waiter.before = this.#last;
    if (this.#last === null) this.#first = waiter;
    else this.#last.after = waiter;
    this.#last = waiter;
  }

  remove(waiter: Waiter<T, D>): void {
    if (waiter.line !== this) return;
    const { before, after } = waiter;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    waiter.line = waiter.before = waiter.after = null;
  }

  /** Takes in, behind its own, all that stand in another line, in their order. */
  takeOver(other: WaitList<T, D>): void {
    for (let waiter = other.shift(); waiter !== null; waiter = other.shift()) this.add(waiter);
  }

  /**
   * To be called by what may wake a waiter, before it changes anything: a waiter that is taken out must be woken as well.
   * @throws RangeError as V8 does where a stack ends, when both would not be sure
   */
  prepare(): void {
    if (this.#first !== null) room.need();
  }

  /** Whether no waiter stands in it, not even one whose wait has just ended otherwise. */
  get empty(): boolean {
    return this.#first === null;
  }

  /** The first one that still waits. */
  first(): Waiter<T, D> | null {
    while (this.#first !== null && this.#first.waker.done) this.remove(this.#first);
    return this.#first;
  }

  /** Takes out the first one that still waits. */
  shift(): Waiter<T, D> | null {
    const waiter = this.first();
    if (waiter !== null) this.remove(waiter);
    return waiter;
  }

  /** Those that still wait. */
  *[Symbol.iterator](): IterableIterator<Waiter<T, D>> {
    for (let waiter = this.#first; waiter !== null; waiter = waiter.after) if (!waiter.waker.done) yield waiter;
  }

  get size(): number {
    let size = 0;
    for (let waiter = this.#first; waiter !== null; waiter = waiter.after) if (!waiter.waker.done) size++;
    return size;
  }

  /** Hands the same to all that wait now. */
  resolveAll(value: T): void {
    this.prepare();
    for (let waiter = this.shift(); waiter !== null; waiter = this.shift()) waiter.waker.resolve(value);
  }

  /** Ends the wait of all that wait now. */
  rejectAll(makeError: () => unknown): void {
    this.prepare();
    for (let waiter = this.shift(); waiter !== null; waiter = this.shift()) waiter.waker.reject(makeError());
  }

  /**
   * Parks the running fiber at the end of the line.
   * @param says what reports name, if it is another thing than of the rest of the line
   * @returns what it was handed, or TIMED_OUT
   * @throws the signal's reason; what the waiter was rejected with; the reason of a kill
   */
  wait(limit: WaitOptions, data: D, says: LineOptions<T> = this.options): T | TimedOut {
    return new Wait<T>(this, data, limit, says).park();
  }

  /** The same as a promise. */
  waitAsync(limit: WaitOptions, data: D): Promise<T | TimedOut> {
    return new Wait<T>(this, data, limit, this.options).promise();
  }
}
