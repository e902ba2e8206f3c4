import { Coroutine } from '../../fiber';
import { forbidden } from '../../hub';
import type { Anything, Maker } from './define';

const marks = forbidden;

/**
 * Makes the replacement of a function that calls the program's code while it holds something which others could take away or write to: a
 * port that may be closed, a place in a pool of memory, an array for numbers that all calls share. Nothing parks below it: what blocks
 * there blocks truly, and is counted, as on the hub.
 * @param may tells by the first argument whether this call can come to the program's code at all
 */
export function holding(may: (first: unknown) => boolean = () => true): Maker {
  return (original, slot) => {
    const replacement: Anything = function (this: unknown, first?: unknown): unknown {
      // Most calls are made with a string or on the hub: no array is made of the arguments.
      // eslint-disable-next-line prefer-rest-params
      const args = arguments as unknown as unknown[];
      if (Coroutine.current === null || !slot.active || !may(first)) return Reflect.apply(original, this, args);
      marks.held++;
      try {
        return Reflect.apply(original, this, args);
      } finally {
        marks.held--;
      }
    };
    return replacement;
  };
}

export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
