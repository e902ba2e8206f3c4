import type { Anything } from '../../patch';

/** What stands for the rows in the database's thread, if they are no iterator: an object without `next`. */
export const NO_ITERATOR = 0;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** An object that is not iterable may be an iterator. */
function iteratorOf(rows: object): Iterator<unknown> | undefined {
  const begin = (rows as Partial<Iterable<unknown>>)[Symbol.iterator];
  const iterator: unknown = typeof begin === 'function' ? Reflect.apply(begin, rows, []) : rows;
  return isObject(iterator) && 'next' in iterator ? (iterator as Iterator<unknown>) : undefined;
}

/** Gives the rows of a virtual table one by one, from a function in this thread, to what stands for it in the database's. */
export function rowsOf(rows: Anything): Anything {
  const running = new Map<number, Iterator<unknown>>();
  let last = NO_ITERATOR;
  const steps: Record<string, Anything> = {
    begin(...args: unknown[]): number | undefined {
      const given = rows(...args);
      if (!isObject(given)) return undefined;
      const iterator = iteratorOf(given);
      if (iterator === undefined) return NO_ITERATOR;
      running.set(++last, iterator);
      return last;
    },
    /** A row, or undefined after the last one. One that is no object has no values. */
    next(id: number): object | null | undefined {
      const { done, value } = running.get(id)!.next();
      if (!done) return Array.isArray(value) ? value.slice() : isObject(value) ? value : null;
      running.delete(id);
      return undefined;
    },
    return(id: number): void {
      running.get(id)?.return?.();
      running.delete(id);
    },
  };
  return (step: string, ...args: unknown[]) => steps[step]!(...args);
}
