import { checkFunction } from './limits';
import { Queue } from './queue';
import { type Compare, Heap } from './store';

/** Numbers and strings by size, arrays by their first elements that differ, as Python's tuples. */
function ascending(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = ascending(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

export interface PriorityQueueOptions<T> {
  /** Room for how many. */
  readonly maxsize?: number;
  /** What is in it at first. */
  readonly items?: Iterable<T>;
  /** Negative when `a` goes first. Smallest first unless given; arrays (`[priority, item]`) element by element. */
  readonly compare?: Compare<T>;
}

/**
 * A queue whose smallest item comes first. gevent: `gevent.queue.PriorityQueue`; here equal items stay in the order in which they
 * were put.
 */
export class PriorityQueue<T = unknown> extends Queue<T> {
  /** @throws GreenpatchError as `Queue` */
  constructor({ maxsize, items, compare = ascending }: PriorityQueueOptions<T> = {}) {
    checkFunction('options.compare', compare);
    super(maxsize, items, new Heap(compare), 'PriorityQueue');
  }
}
