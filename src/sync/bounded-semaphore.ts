import { GreenpatchError } from '../base/errors';
import { Semaphore } from './semaphore';

/** A semaphore that refuses to have more permits than at first. gevent: `gevent.lock.BoundedSemaphore`. */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number;
  protected override readonly what: string = 'BoundedSemaphore';

  /** @param value how many permits there are at first, and at most */
  constructor(value = 1) {
    super(value);
    this.#bound = value;
  }

  /**
   * Gives a permit back.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_HELD when all permits are there already
   */
  override release(): void {
    if (this.value >= this.#bound) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_NOT_HELD',
        `release() of a BoundedSemaphore of ${this.#bound}, of which no permit is held. ` +
          'Release once for each acquire() that returned true, best with hold() or runExclusive().',
      );
    }
    super.release();
  }
}
