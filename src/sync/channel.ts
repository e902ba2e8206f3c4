import { Exchange } from './exchange';
import { checkCount } from './limits';
import { Fifo } from './store';

/**
 * A meeting point: `put` waits until the item is taken. gevent: `gevent.queue.Channel`. Given room, as Go's channels have it,
 * it is a buffer between the two. Several can be waited for at once with `select`.
 */
export class Channel<T = unknown> extends Exchange<T> {
  /**
   * @param capacity room for how many items that are not taken yet; none unless given
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  constructor(capacity = 0) {
    checkCount('capacity', capacity, 0);
    super('Channel', capacity, new Fifo());
  }
}
