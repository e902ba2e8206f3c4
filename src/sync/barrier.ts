import { GreenpatchError } from '../base/errors';
import { TIMED_OUT, type TimedOut, WaitList } from '../hub';
import { checkCount, checkFunction, checkLimit, checkWait, type Limit } from './limits';

/**
 * A place where a number of fibers meet: each waits until all are there. gevent has none; this is Python's `threading.Barrier`.
 * It can be used again at once.
 *
 * When the time of one party runs out, the barrier is broken and the others get ERR_GREENPATCH_BROKEN_BARRIER. A party that is
 * killed or aborted leaves its place free, as in Python.
 */
export class Barrier {
  #broken = false;
  readonly #line = new WaitList<number>({ what: 'Barrier#wait' });

  /**
   * @param parties how many have to come
   * @param action called by the last one before any of them goes on; what it throws breaks the barrier
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  constructor(
    readonly parties: number,
    private readonly action?: () => void,
  ) {
    checkCount('parties', parties, 1);
    if (action !== undefined) checkFunction('action', action);
  }

  get [Symbol.toStringTag](): string {
    return 'Barrier';
  }

  /** How many wait at it. Python: `n_waiting`. */
  get waiting(): number {
    return this.#line.size;
  }

  get broken(): boolean {
    return this.#broken;
  }

  /**
   * Parks until all parties are there.
   * @param limit ms at most, or `{ timeout, signal }`
   * @returns a number from 0 to parties - 1, another one for each
   * @throws GreenpatchError ERR_GREENPATCH_BROKEN_BARRIER when it is broken, or is broken or reset meanwhile, or when this
   *   wait takes too long; ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG; what the action throws
   */
  wait(limit?: Limit): number {
    const options = checkWait('Barrier#wait', limit);
    return this.#arrive() ?? this.#passed(this.#line.wait(options, undefined));
  }

  /** `wait` for asynchronous code. */
  async waitAsync(limit?: Limit): Promise<number> {
    const options = checkLimit(limit);
    return this.#arrive() ?? this.#passed(await this.#line.waitAsync(options, undefined));
  }

  /** Breaks it: all that wait, and all that come until `reset`, get ERR_GREENPATCH_BROKEN_BARRIER. */
  abort(): void {
    this.#line.prepare();
    this.#broken = true;
    this.#line.rejectAll(brokenBarrier);
  }

  /** Makes it as new. All that wait get ERR_GREENPATCH_BROKEN_BARRIER. */
  reset(): void {
    this.#line.prepare();
    this.#broken = false;
    this.#line.rejectAll(brokenBarrier);
  }

  /** The last one to come lets all go. */
  #arrive(): number | undefined {
    if (this.#broken) throw brokenBarrier();
    if (this.waiting < this.parties - 1) return undefined;
    this.#line.prepare();
    // Out of line before the action, which may park: those that come meanwhile wait for the next round.
    const others = [...this.#line];
    for (const entry of others) this.#line.remove(entry);
    try {
      this.action?.();
    } catch (error) {
      for (const { waker } of others) waker.reject(brokenBarrier());
      this.abort();
      throw error;
    }
    others.forEach(({ waker }, nth) => waker.resolve(nth));
    return others.length;
  }

  #passed(index: number | TimedOut): number {
    if (index !== TIMED_OUT) return index;
    this.abort();
    throw brokenBarrier();
  }
}

function brokenBarrier(): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_BROKEN_BARRIER',
    'Not all came to the barrier: one gave up, or it was reset. Call reset() before it is used again.',
  );
}
