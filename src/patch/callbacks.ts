import { runEntry } from '../hub';
import type { Anything, Maker } from './define';

/**
 * Makes the callback of an asynchronous function an entry point: it runs in a fiber of its own. The callback is the last function
 * among the arguments.
 * @param name shown in reports: `fs.readFile`
 */
export function callingBack(name: string): Maker {
  return (original, slot) =>
    function withCallback(this: unknown, ...args: unknown[]): unknown {
      if (slot.active) wrapLast(name, args);
      return Reflect.apply(original, this, args);
    };
}

function wrapLast(name: string, args: unknown[]): void {
  for (let at = args.length - 1; at >= 0; at--) {
    if (typeof args[at] !== 'function') continue;
    const callback = args[at] as Anything;
    args[at] = function (this: unknown, ...results: unknown[]): unknown {
      return runEntry(name, callback, this, results);
    };
    return;
  }
}
