type Callable = (...args: never[]) => unknown;

/** What a callback's parameter is called. */
const CALLBACK = /^(cb|callback|done|_?cb_?|_?callback_?|maybeCallback|onDone)$/;
const known = new WeakMap<Callable, number>();

/** The position of a function's last parameter, where that is named as a callback is; -1 where it is not, or cannot be told. */
function callbackAt(fn: Callable): number {
  const text = Function.prototype.toString.call(fn).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const match = /^(?:async\s+)?(?:function\b\s*\*?)?\s*[^\s(=]*\s*\(([^()]*)\)/.exec(text) ?? /^(\w+)\s*=>/.exec(text);
  const names = match === null ? [] : match[1]!.split(',').map((word) => word.trim());
  return CALLBACK.test(names.at(-1) ?? '') ? names.length - 1 : -1;
}

/**
 * Whether a function takes a callback last that a call with so many arguments does not give it.
 * @param given number of arguments
 */
export function hasCallback(fn: Callable, given: number): boolean {
  let at = known.get(fn);
  if (at === undefined) known.set(fn, (at = callbackAt(fn)));
  return at >= given;
}
