import type { Callable } from '../../base/callable';

/** What a callback's parameter is called. */
const CALLBACK = /^(cb|callback|done|_?cb_?|_?callback_?|maybeCallback|onDone)$/;
const NAME = /^([\w$]+)\s*(=[^]*)?$/;
/** How far a call that is passed on is followed. */
const DEPTH = 4;

interface Signature {
  /** Of the parameters; null for one that is taken apart. */
  readonly names: readonly (string | null)[];
  readonly body: string;
}
const signatures = new WeakMap<Callable, Signature>();
const NONE: Signature = { names: [], body: '' };

function signatureOf(fn: Callable): Signature {
  const known = signatures.get(fn);
  if (known !== undefined) return known;
  const source = Function.prototype.toString.call(fn);
  const text = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const match = /^(?:async\s+)?(?:function\b\s*\*?)?\s*[^\s(=]*\s*\(([^()]*)\)/.exec(text) ?? /^(\w+)\s*=>/.exec(text);
  const words = match?.[1]!.split(',').map((word) => word.trim());
  // The body with its comments: what looks like one may be part of a string, and hide something.
  const signature = words
    ? { names: words.map((word) => NAME.exec(word)?.[1] ?? null), body: source.slice(source.indexOf(')') + 1) }
    : NONE;
  const named = CALLBACK.test(words?.at(-1) ?? '') ? signature : NONE;
  signatures.set(fn, named);
  return named;
}

/**
 * Whether a function takes a callback last that a call with so many arguments does not give it.
 * @param given number of arguments
 */
export function hasCallback(fn: Callable, given: number): boolean {
  return signatureOf(fn).names.length > given;
}

/**
 * Where the callback of a call belongs. Right after the arguments, as `util.promisify`, Bluebird and fibrous have it: a function whose
 * optional arguments are left out finds it there and moves it. One that provably does not would take it for the argument that was
 * left out, and never call back. There it goes where the function declares it, and what is left out is `undefined`.
 * @param target the object of the method, to follow what it passes on
 * @param given number of arguments
 */
export function callbackAt(fn: Callable, target: unknown, given: number): number {
  const last = signatureOf(fn).names.length - 1;
  if (last <= given) return given;
  const kind = kindOf(target);
  const known = places.get(fn) ?? new WeakMap<object, number[]>();
  places.set(fn, known);
  const found = known.get(kind) ?? [];
  known.set(kind, found);
  return (found[given] ??= keepsPlaces(fn, target, given, DEPTH) ? last : given);
}

/** By function, kind of its object, number of arguments. */
const places = new WeakMap<Callable, WeakMap<object, number[]>>();

/** Objects of a class have the same methods. */
function kindOf(target: unknown): object {
  if (typeof target === 'function') return target;
  return (typeof target === 'object' && target && (Object.getPrototypeOf(target) as object | null)) || NONE;
}

/** Whether nothing in a function looks for the callback at another place than its own, from a parameter on. */
function keepsPlaces(fn: Callable, target: unknown, from: number, depth: number): boolean {
  const { names, body } = signatureOf(fn);
  if (depth === 0 || names.length === 0 || names.includes(null)) return false;
  const callback = names.at(-1)!;
  const skipped = names.slice(from, -1) as string[];
  if (/\b(arguments|eval|instanceof)\b|\bis_?func/i.test(body) || isAssigned(callback, body)) return false;
  if (skipped.some((name) => isAsked(name, body))) return false;
  return passedOn(body, callback, skipped).every(({ callee, at }) => {
    const method = /^(?:this|super)\.([\w$]+)$/.exec(callee)?.[1];
    const next = method === undefined ? undefined : methodOf(target, method, fn, callee.startsWith('super'));
    return next !== undefined && keepsPlaces(next, target, at, depth - 1);
  });
}

const word = (name: string): string => `(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`;
const has = (name: string, text: string): boolean => new RegExp(word(name)).test(text);

/** It, or what it is taken from together with others, stands left of an assignment. */
const isAssigned = (name: string, body: string): boolean =>
  new RegExp(`${word(name)}\\s*(?:[|&?]{2})?=(?![=>])|[[{][^[\\]{}]*${word(name)}[^[\\]{}]*[\\]}]\\s*=(?![=>])`).test(
    body,
  );

/** Its type is looked at, or it is called. */
const isAsked = (name: string, body: string): boolean =>
  new RegExp(
    `typeof\\s*\\(?\\s*${word(name)}|${word(name)}\\s*(?:\\?\\.)?\\(|${word(name)}\\s*\\??\\.\\s*(?:call|apply|bind)\\b`,
  ).test(body);

/** Calls that are given the callback together with a parameter that was left out, and the place of the first such parameter. */
function passedOn(body: string, callback: string, skipped: readonly string[]): { callee: string; at: number }[] {
  const found: { callee: string; at: number }[] = [];
  const innermost = /([\w$.]*)\s*\(([^()]*)\)/;
  for (let text = body, match = innermost.exec(text); match !== null; match = innermost.exec(text)) {
    const [all, callee = '', args = ''] = match;
    const at = args.split(',').findIndex((arg) => skipped.some((name) => has(name, arg)));
    if (at !== -1 && has(callback, args) && callee !== callback) found.push({ callee, at });
    text = text.replace(all, () => ' _ ');
  }
  return found;
}

/** The method that a call on `this` or `super` comes to. */
function methodOf(target: unknown, name: string, from: Callable, above: boolean): Callable | undefined {
  if (target === null || (typeof target !== 'object' && typeof target !== 'function')) return undefined;
  let holder: object | null = target;
  if (above) {
    while (
      holder !== null &&
      !Object.values(Object.getOwnPropertyDescriptors(holder)).some((own) => own.value === from)
    )
      holder = Object.getPrototypeOf(holder) as object | null;
    holder = holder && (Object.getPrototypeOf(holder) as object | null);
  }
  const value: unknown = holder && Reflect.get(holder, name, target);
  return typeof value === 'function' ? (value as Callable) : undefined;
}
