import { Queue } from './queue';
import { Lifo } from './store';

/** A queue whose latest item comes first. gevent: `gevent.queue.LifoQueue`. */
export class LifoQueue<T = unknown> extends Queue<T> {
  /** As `Queue`. */
  constructor(maxsize?: number, items?: Iterable<T>) {
    super(maxsize, items, new Lifo(), 'LifoQueue');
  }
}
