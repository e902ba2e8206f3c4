import { originals } from '../../base/originals';
import { asOwn } from '../../fiber';
import { habits, runEntry } from '../../hub';
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
    const wrapper = function (this: unknown, ...results: unknown[]): unknown {
      return carrying(this, wrapper, callback, () =>
        runEntry(name, callback, this, results, undefined, habits.of(callback)),
      );
    };
    args[at] = wrapper;
    return;
  }
}

/** Under which Node's own objects keep a callback. */
const KEYS = ['callback', 'cb', 'oncomplete'];

/**
 * Lets the object that keeps the wrapper keep the program's own function while that runs: stack traces then name it as they do
 * without us, `ReadFileContext.callback`, `Timeout.tick [as _onTimeout]`.
 * @param keys under which the object may keep it
 */
export function carrying<T>(
  self: unknown,
  wrapper: Anything,
  callback: Anything,
  fn: () => T,
  keys: readonly string[] = KEYS,
): T {
  const holder = typeof self === 'object' ? (self as Record<string, unknown> | null) : null;
  const key = holder === null ? undefined : keys.find((name) => holder[name] === wrapper);
  if (key === undefined) return fn();
  const restore = () => {
    if (holder![key] === callback) holder![key] = wrapper;
  };
  holder![key] = callback;
  let failed = true;
  try {
    const result = fn();
    failed = false;
    return result;
  } finally {
    // The stack of an uncaught error is written down after this.
    if (failed) asOwn(() => originals.nextTick(restore));
    else restore();
  }
}
