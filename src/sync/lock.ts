import { runningFiber, type WaitOptions } from '../hub';
import { Hold, lockTimeout } from './hold';
import { checkFunction, checkLimit, checkWait, type Limit } from './limits';

/** The part that semaphores and locks have in common: ways to hold them that cannot leak. */
export abstract class LockBase {
  /** The class's name, for messages. */
  protected abstract readonly what: string;
  protected abstract enter(options: WaitOptions, owner: unknown): boolean;
  protected abstract enterAsync(options: WaitOptions, owner: unknown): Promise<boolean>;
  protected abstract leave(owner: unknown): void;

  /**
   * Acquires, and gives something to release it by: `using hold = lock.hold()`.
   * @param limit ms at most, or `{ timeout, signal }`
   * @throws GreenpatchError ERR_GREENPATCH_TIMEOUT when the time ran out; else as `acquire`
   */
  hold(limit?: Limit): Hold {
    const options = checkWait(`${this.what}#hold`, limit);
    const owner = runningFiber();
    if (!this.enter(options, owner)) throw lockTimeout(this.what, options.timeout);
    return new Hold(this.what, () => this.leave(owner));
  }

  /** `hold` for asynchronous code, which may release it anywhere. */
  async holdAsync(limit?: Limit): Promise<Hold> {
    const options = checkLimit(limit);
    const hold: Hold = new Hold(this.what, () => this.leave(hold));
    if (!(await this.enterAsync(options, hold))) throw lockTimeout(this.what, options.timeout);
    return hold;
  }

  /**
   * Calls `fn` while holding it.
   * @returns what `fn` returns
   * @throws what `fn` throws, and as `hold`
   */
  runExclusive<T>(fn: () => T, limit?: Limit): T {
    checkFunction('fn', fn);
    const hold = this.hold(limit);
    try {
      return fn();
    } finally {
      hold.release();
    }
  }

  /** `runExclusive` for asynchronous code: holds it until the promise that `fn` returns has settled. */
  async runExclusiveAsync<T>(fn: () => T | PromiseLike<T>, limit?: Limit): Promise<T> {
    checkFunction('fn', fn);
    const hold = await this.holdAsync(limit);
    try {
      return await fn();
    } finally {
      hold.release();
    }
  }
}
