import { type Fiber, runningFiber, TIMED_OUT, WaitList, type WaitOptions } from '../hub';
import { checkCount, checkLimit, checkWait, type Limit, NO_LIMIT } from './limits';
import { LockBase } from './lock';

/**
 * A number of permits. gevent: `gevent.lock.Semaphore`.
 *
 * First come, first served: a permit that is released while others wait belongs to the first in line from that moment, so
 * no other overtakes it. (gevent lets running code take it before the first in line wakes up.) A permit that is handed to a
 * fiber in the very moment in which that is killed or timed out goes to the next one.
 */
export class Semaphore extends LockBase {
  #value: number;
  /** The fibers that have a permit, for reports; null where permits are released by others, so that they have no owner. */
  #holders: (Fiber | null)[] | null = [];
  readonly #most: number;
  protected readonly what: string = 'Semaphore';
  readonly #line = new WaitList<Fiber | null>({
    what: 'Semaphore#acquire',
    giveBack: (fiber) => this.#giveBack(fiber),
    owners: () => this.#owners(),
  });

  /**
   * @param value how many permits there are at first; 1 makes it a lock
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  constructor(value = 1) {
    super();
    checkCount('value', value, 0);
    this.#value = this.#most = value;
  }

  get [Symbol.toStringTag](): string {
    return this.what;
  }

  /** Permits that are free. gevent: `counter`. */
  get value(): number {
    return this.#value;
  }

  /** How many wait for one. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Whether no permit is free. */
  locked(): boolean {
    return this.#value === 0;
  }

  /**
   * Takes a permit; parks until there is one.
   * @param limit ms at most, or `{ timeout, signal }`; with a timeout of 0 it does not park
   * @returns false when the time ran out
   * @throws the signal's reason; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  acquire(limit?: Limit): boolean {
    if (limit !== undefined || this.#value > 0) return this.enter(checkWait('Semaphore#acquire', limit));
    return this.#line.wait(NO_LIMIT, undefined) !== TIMED_OUT; // which makes sure itself that this is a fiber
  }

  /** `acquire` for asynchronous code. */
  async acquireAsync(limit?: Limit): Promise<boolean> {
    return this.enterAsync(checkLimit(limit));
  }

  /** Takes a permit if one is free, anywhere. gevent: `acquire(blocking=False)`. */
  tryAcquire(): boolean {
    if (this.#value === 0) return false;
    this.#granted(runningFiber()); // before the change, likewise
    this.#value--;
    return true;
  }

  /** Gives a permit back, anywhere: to the first in line, if there is one. */
  release(): void {
    this.#giveBack(runningFiber());
  }

  protected enter(options: WaitOptions): boolean {
    if (this.tryAcquire()) return true;
    return options.timeout !== 0 && this.#line.wait(options, undefined) !== TIMED_OUT;
  }

  protected async enterAsync(options: WaitOptions): Promise<boolean> {
    if (this.tryAcquire()) return true;
    return options.timeout !== 0 && (await this.#line.waitAsync(options, undefined)) !== TIMED_OUT;
  }

  protected leave(): void {
    this.release();
  }

  #giveBack(fiber: Fiber | null): void {
    this.#line.prepare();
    const next = this.#line.shift(); // before anything is changed, for a call may find the stack at its end
    if (next === null) this.#value++;
    this.#returned(fiber);
    if (next === null) return;
    this.#granted(next.fiber);
    next.waker.resolve(next.fiber);
  }

  #granted(fiber: Fiber | null): void {
    if (this.#holders === null) return;
    this.#holders.push(fiber);
    if (this.#holders.length > this.#most) this.#holders = null; // a counter, not a lock
  }

  #returned(fiber: Fiber | null): void {
    if (this.#holders === null || this.#holders.length === 0) return;
    const holders = this.#holders;
    const last = holders.length - 1;
    if (last === 0 || holders[last] === fiber) holders.pop();
    else holders.splice(Math.max(holders.lastIndexOf(fiber), 0), 1);
  }

  #owners(): Iterable<Fiber | string> {
    return new Set(this.#holders?.map((fiber) => fiber ?? 'code outside of fibers'));
  }
}
