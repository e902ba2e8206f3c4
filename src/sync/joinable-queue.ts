import { GreenpatchError } from '../base/errors';
import { TIMED_OUT, WaitList } from '../hub';
import { checkLimit, checkWait, type Limit } from './limits';
import { Queue } from './queue';
import { Fifo } from './store';

/**
 * A queue that knows when everything that was put in has been dealt with. gevent: `gevent.queue.JoinableQueue`. The code that
 * takes an item calls `taskDone` when it has done with it.
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  // Declared only: the items given to the constructor are counted before fields would be set.
  declare private unfinished: number;
  readonly #joiners = new WaitList<true>({ what: 'JoinableQueue#join' });

  /** As `Queue`. */
  constructor(maxsize?: number, items?: Iterable<T>) {
    super(maxsize, items, new Fifo(), 'JoinableQueue');
    this.unfinished ??= 0;
  }

  /** Items that were put in and are not done. gevent: `unfinished_tasks`. */
  get unfinishedTasks(): number {
    return this.unfinished;
  }

  /** @internal */
  protected override accepted(): void {
    this.unfinished = (this.unfinished ?? 0) + 1;
  }

  /**
   * One item that was taken is done.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_HELD when it is called more often than items were put in
   */
  taskDone(): void {
    if (this.unfinished === 0) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_NOT_HELD',
        'taskDone() was called more often than items were put into this JoinableQueue. Call it once for each get().',
      );
    }
    this.#joiners.prepare();
    if (--this.unfinished === 0) this.#joiners.resolveAll(true);
  }

  /**
   * Parks until all that was put in is done.
   * @param limit ms at most, or `{ timeout, signal }`; a timeout of 0 only looks
   * @returns false when the time ran out
   * @throws the signal's reason; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  join(limit?: Limit): boolean {
    const options = checkWait('JoinableQueue#join', limit);
    if (this.unfinished === 0 || options.timeout === 0) return this.unfinished === 0;
    return this.#joiners.wait(options, undefined) !== TIMED_OUT;
  }

  /** `join` for asynchronous code. */
  async joinAsync(limit?: Limit): Promise<boolean> {
    const options = checkLimit(limit);
    if (this.unfinished === 0 || options.timeout === 0) return this.unfinished === 0;
    return (await this.#joiners.waitAsync(options, undefined)) !== TIMED_OUT;
  }
}
