/** Whether a value can be iterated over. Arrays can, whatever the program has done to their iterator. */
export const isIterable = (value: unknown): boolean =>
  Array.isArray(value) || typeof (value as Iterable<unknown> | null | undefined)?.[Symbol.iterator] === 'function';
