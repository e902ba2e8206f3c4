import { TIMED_OUT, WaitList } from '../hub';
import { checkLimit, checkWait, type Limit } from './limits';

/**
 * A flag that fibers and asynchronous code wait for. gevent: `gevent.event.Event`.
 *
 * `set` wakes all that wait at that moment, also when `clear` follows at once.
 */
export class Event {
  #flag = false;
  readonly #line = new WaitList<true>({ what: 'Event#wait' });

  get [Symbol.toStringTag](): string {
    return 'Event';
  }

  /** Whether the flag is up. gevent: `is_set`, `ready`. */
  isSet(): boolean {
    return this.#flag;
  }

  /** Raises the flag and wakes all that wait, in the order in which they came. */
  set(): void {
    this.#line.prepare();
    this.#flag = true;
    this.#line.resolveAll(true);
  }

  /** Lowers the flag. */
  clear(): void {
    this.#flag = false;
  }

  /**
   * Parks until the flag is up.
   * @param limit ms at most, or `{ timeout, signal }`; a timeout of 0 only looks
   * @returns false when the time ran out
   * @throws the signal's reason; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  wait(limit?: Limit): boolean {
    const options = checkWait('Event#wait', limit);
    if (this.#flag || options.timeout === 0) return this.#flag;
    return this.#line.wait(options, undefined) !== TIMED_OUT;
  }

  /** `wait` for asynchronous code. */
  async waitAsync(limit?: Limit): Promise<boolean> {
    const options = checkLimit(limit);
    if (this.#flag || options.timeout === 0) return this.#flag;
    return (await this.#line.waitAsync(options, undefined)) !== TIMED_OUT;
  }
}
