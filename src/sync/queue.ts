import { invalidArgument } from '../base/errors';
import { TIMED_OUT } from '../hub';
import { Exchange } from './exchange';
import { checkLimit, checkWait, type Limit } from './limits';
import { Fifo, type Store } from './store';

/** Checks the size of a queue. */
function checkSize(maxsize: unknown): asserts maxsize is number {
  if (maxsize === Infinity || (Number.isInteger(maxsize) && (maxsize as number) >= 1)) return;
  throw invalidArgument(
    'maxsize',
    'a whole number, 1 or greater, or Infinity (for a meeting point take a Channel)',
    maxsize,
  );
}

/**
 * Items, first in, first out. gevent: `gevent.queue.Queue`, whose `Empty` and `Full` are the errors ERR_GREENPATCH_EMPTY and
 * ERR_GREENPATCH_FULL. Getters and putters are served in the order in which they came.
 */
export class Queue<T = unknown> extends Exchange<T> {
  /**
   * @param maxsize room for how many; Infinity, the default, for any number
   * @param items what is in it at first
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG; ERR_GREENPATCH_FULL when there are too many items
   */
  constructor(maxsize?: number, items?: Iterable<T>);
  /** @internal */
  constructor(maxsize: number | undefined, items: Iterable<T> | undefined, store: Store<T>, what: string);
  constructor(maxsize = Infinity, items: Iterable<T> = [], store: Store<T> = new Fifo(), what = 'Queue') {
    checkSize(maxsize);
    super(what, maxsize, store);
    for (const item of items) this.putNowait(item);
  }

  /** Room for how many. */
  get maxsize(): number {
    return this.capacity;
  }

  /**
   * Gives the item whose turn it is and leaves it in; parks until there is one.
   * @param limit ms at most, or `{ timeout, signal }`; with a timeout of 0 it does not park
   * @throws as `get`
   */
  peek(limit?: Limit): T {
    const options = checkWait('Queue#peek', limit);
    if (!this.empty() || options.timeout === 0) return this.peekNowait();
    return this.seen(this.peeking(options).park(), options);
  }

  /** `peek` for asynchronous code. */
  async peekAsync(limit?: Limit): Promise<T> {
    const options = checkLimit(limit);
    if (!this.empty() || options.timeout === 0) return this.peekNowait();
    return this.seen(await this.peeking(options).promise(), options);
  }

  /** `peek` without waiting, anywhere. */
  peekNowait(): T {
    if (!this.empty()) return this.look();
    this.peeking({});
    return this.seen(TIMED_OUT, {});
  }
}
