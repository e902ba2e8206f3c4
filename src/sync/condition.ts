import { GreenpatchError, invalidArgument } from '../base/errors';
import { room } from '../fiber';
import { now, runningFiber, shielded, TIMED_OUT, WaitList, type WaitOptions } from '../hub';
import type { Hold } from './hold';
import { checkCount, checkFunction, checkLimit, checkWait, type Limit } from './limits';
import { RLock, type Saved } from './rlock';
import { Semaphore } from './semaphore';

/** Options of `Condition#waitAsync`. */
export interface AsyncConditionOptions extends WaitOptions {
  /** The hold by which the condition's RLock is held. A Semaphore needs none. */
  readonly hold?: Hold;
}

/**
 * Waits, while holding a lock, for others to change what the lock guards. gevent has none; this is Python's
 * `threading.Condition`.
 *
 * Whatever ends a wait, also a kill or a timeout of a scope, the lock is held again when `wait` returns or throws, so that the
 * caller's `release` finds it held. A notification that reaches a fiber in the moment of its kill goes to the next one.
 */
export class Condition {
  /** The lock, for `acquire`, `release` and `hold`. */
  readonly lock: RLock | Semaphore;
  readonly #line = new WaitList<true>({ what: 'Condition#wait', giveBack: () => this.#notify(1) });

  /**
   * @param lock an RLock of its own unless given; a Semaphore of 1 suits asynchronous code better
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  constructor(lock: RLock | Semaphore = new RLock()) {
    if (!(lock instanceof RLock) && !(lock instanceof Semaphore)) {
      throw invalidArgument('lock', 'an RLock or a Semaphore', lock);
    }
    this.lock = lock;
  }

  get [Symbol.toStringTag](): string {
    return 'Condition';
  }

  /** How many wait for a notification. */
  get waiting(): number {
    return this.#line.size;
  }

  /**
   * Releases the lock, parks until notified, and takes the lock again.
   * @param limit ms at most, or `{ timeout, signal }`, for the notification; taking the lock again is waited for always
   * @returns false when the time ran out first
   * @throws GreenpatchError ERR_GREENPATCH_NOT_HELD when the running fiber does not hold the lock,
   *   ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG; the signal's reason
   */
  wait(limit?: Limit): boolean {
    const options = checkWait('Condition#wait', limit);
    room.need(); // the lock is taken again afterwards, whatever happens
    const saved = this.#save(runningFiber());
    try {
      return this.#line.wait(options, undefined) !== TIMED_OUT;
    } finally {
      shielded(() => this.#restore(saved));
    }
  }

  /** `wait` for asynchronous code. */
  async waitAsync(limit?: number | AsyncConditionOptions): Promise<boolean> {
    const options: AsyncConditionOptions = checkLimit(limit);
    const saved = this.#save(options.hold ?? null);
    try {
      return (await this.#line.waitAsync(options, undefined)) !== TIMED_OUT;
    } finally {
      if (saved === null) await (this.lock as Semaphore).acquireAsync();
      else await (this.lock as RLock).restoreAsync(saved);
    }
  }

  /**
   * Waits until `predicate` holds, which is called with the lock held. Python: `wait_for`.
   * @param limit as in `wait`, for all of it
   * @returns whether it holds
   */
  waitFor(predicate: () => boolean, limit?: Limit): boolean {
    checkFunction('predicate', predicate);
    const { timeout, signal } = checkWait('Condition#waitFor', limit);
    const until = timeout === undefined ? undefined : now() + timeout;
    while (!predicate()) {
      const left = until === undefined ? undefined : until - now();
      if (left !== undefined && left <= 0) return false;
      this.wait({ timeout: left, signal });
    }
    return true;
  }

  /**
   * Wakes the first waiter, or the first `n`, as soon as they get the lock.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_HELD when the lock is free, or another fiber holds it; ERR_GREENPATCH_INVALID_ARG
   */
  notify(n = 1): void {
    checkCount('n', n, 0);
    this.#checkHeld('notify');
    this.#notify(n);
  }

  /** Wakes all that wait. */
  notifyAll(): void {
    this.#checkHeld('notifyAll');
    this.#notify(Infinity);
  }

  #notify(n: number): void {
    this.#line.prepare();
    for (let left = n; left > 0; left--) {
      const next = this.#line.shift();
      if (next === null) return;
      next.waker.resolve(true);
    }
  }

  #checkHeld(method: string): void {
    const { lock } = this;
    // Asynchronous code that holds an RLock cannot be told from other code outside of fibers.
    const held = lock instanceof RLock && runningFiber() !== null && lock.ownedByFiber ? lock.held : lock.locked();
    if (held) return;
    throw new GreenpatchError(
      'ERR_GREENPATCH_NOT_HELD',
      `Condition#${method} was called without holding the condition's lock. Call it between lock.acquire() and lock.release().`,
    );
  }

  #save(owner: ReturnType<typeof runningFiber> | Hold): Saved | null {
    if (this.lock instanceof RLock) return this.lock.save(owner);
    this.#checkHeld('wait');
    this.lock.release();
    return null;
  }

  #restore(saved: Saved | null): void {
    if (saved === null) (this.lock as Semaphore).acquire();
    else (this.lock as RLock).restore(saved);
  }
}
