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
    function held(this: unknown, ...args: unknown[]): unknown {
      marks.held++;
      try {
        return Reflect.apply(original, this, args);
      } finally {
        marks.held--;
      }
    }
    const replacement: Anything = function (this: unknown, first?: unknown): unknown {
      const calls = Coroutine.current !== null && slot.active && may(first) ? held : original;
      // V8 makes no array of arguments that are only handed on.
      // eslint-disable-next-line prefer-rest-params
      return Reflect.apply(calls, this, arguments as unknown as unknown[]);
    };
    return replacement;
  };
}

export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
