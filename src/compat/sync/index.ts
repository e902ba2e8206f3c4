import { types, promisify } from 'node:util';
import type { Anything } from '../../patch';
import { invalidArgument } from '../../base/errors';
import { park, wait } from '../../hub';
import { callbackAt, hasCallback } from './callback-taking';

export interface SyncOptions {
  /**
   * Functions that take a callback `(error, value)` last: their names, or `true` for all. Unless given, those are recognised by
   * the name of their last parameter (`callback`, `cb`, `done`), and by `util.promisify.custom`.
   */
  readonly callbacks?: true | readonly string[];
  /** Make objects blocking, too, that are properties or results: the collection of a database, the methods of a namespace. */
  readonly nested?: boolean;
}

type Awaited1<T> = T extends PromiseLike<infer R> ? R : T;

/** The same, with what its methods' promises are fulfilled with instead of the promises. */
export type Sync<T> = T extends (...args: infer A) => infer R
  ? ((...args: A) => Awaited1<R>) & { [K in keyof T]: Sync<T[K]> }
  : T extends object
    ? { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Awaited1<R> : T[K] }
    : T;

/** What a proxy of ours stands for. */
const reals: WeakMap<object, object> = new WeakMap<object, object>();
const views = new Map<string, View>();

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && typeof (value as { then?: unknown }).then === 'function';

/** The object itself, where one of ours stands for it. */
const real = (value: unknown): unknown => (isObject(value) ? (reals.get(value) ?? value) : value);

/** A proxy must show a property that cannot change as it is. */
function isFixed(target: object, key: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  return own !== undefined && !own.configurable && !own.writable && 'value' in own;
}

/** Frozen objects: their methods can only be shown by the proxy of another object. */
function hasFixedMethods(target: object): boolean {
  if (typeof target === 'function' || Object.isExtensible(target)) return false;
  return Reflect.ownKeys(target).some((key) => isFixed(target, key));
}

/** Objects that are data, or that have a protocol of their own which blocking would break. */
function isLeftAlone(value: object): boolean {
  if (Array.isArray(value) || ArrayBuffer.isView(value) || types.isProxy(value)) return true;
  if (types.isAnyArrayBuffer(value) || types.isDate(value) || types.isRegExp(value) || types.isNativeError(value))
    return true;
  if (types.isMap(value) || types.isSet(value) || types.isWeakMap(value) || types.isWeakSet(value)) return true;
  const { pipe, next, getReader, getWriter } = value as Record<string, unknown>;
  return [pipe, next, getReader, getWriter].some((method) => typeof method === 'function');
}

/** All that was made with the same options: an object has one proxy in there. */
class View {
  readonly #proxies = new WeakMap<object, object>();
  readonly #handler: ProxyHandler<object>;

  constructor(readonly options: SyncOptions) {
    this.#handler = {
      get: (target, key) => this.#get(target, key),
      set: (target, key, value) => Reflect.set(target, key, real(value), target),
      apply: (target, self, args: unknown[]) => this.#call(target as Anything, '', self, args),
      construct: (target, args: unknown[], newTarget) =>
        this.of(Reflect.construct(target as Anything, args.map(real), real(newTarget) as Anything) as object),
    };
  }

  of(target: object): object {
    if (reals.has(target)) return target;
    const known = this.#proxies.get(target);
    if (known !== undefined) return known;
    const proxy = hasFixedMethods(target) ? this.#ofFrozen(target) : new Proxy(target, this.#handler);
    this.#proxies.set(target, proxy);
    reals.set(proxy, target);
    return proxy;
  }

  #ofFrozen(target: object): object {
    return new Proxy(Object.create(Reflect.getPrototypeOf(target)) as object, {
      get: (_, key) => this.#get(target, key, true),
      set: () => false,
      has: (_, key) => Reflect.has(target, key),
      deleteProperty: () => false,
      ownKeys: () => Reflect.ownKeys(target),
      getOwnPropertyDescriptor(_, key) {
        const own = Reflect.getOwnPropertyDescriptor(target, key);
        return own && { ...own, configurable: true };
      },
    });
  }

  #get(target: object, key: PropertyKey, frozen = false): unknown {
    const value: unknown = Reflect.get(target, key, target); // getters see private fields of the real object only
    if (!isObject(value) || key === 'constructor' || key === 'prototype') return value;
    if (!frozen && isFixed(target, key)) return value;
    if (typeof value === 'function') return this.#method(value as Anything, key);
    return this.options.nested && !isLeftAlone(value) && !isThenable(value) ? this.of(value) : value;
  }

  readonly #methods = new WeakMap<object, Map<PropertyKey, object>>();

  /** The same function may be called by other names, which options may list. */
  #method(fn: Anything, key: PropertyKey): object {
    if (reals.has(fn)) return fn;
    const made = this.#methods.get(fn) ?? new Map<PropertyKey, object>();
    this.#methods.set(fn, made);
    const known = made.get(key);
    if (known !== undefined) return known;
    const apply = (target: object, self: unknown, args: unknown[]) => this.#call(target as Anything, key, self, args);
    const method = new Proxy<object>(fn, { ...this.#handler, apply });
    reals.set(method, fn);
    made.set(key, method);
    return method;
  }

  #call(fn: Anything, key: PropertyKey, self: unknown, args: unknown[]): unknown {
    const target = real(self);
    const given = args.map(real);
    const custom = (fn as { [promisify.custom]?: Anything })[promisify.custom];
    const way = this.#way(fn, key, given);
    if (way === 'callback' && custom === undefined) return this.#result(callBack(fn, target, given), self, target);
    const result: unknown = Reflect.apply(way === 'callback' ? custom! : fn, target, given);
    return this.#result(isThenable(result) && key !== 'then' ? wait(result) : result, self, target);
  }

  #way(fn: Anything, key: PropertyKey, given: readonly unknown[]): 'callback' | 'plain' {
    const { callbacks } = this.options;
    if (typeof given.at(-1) === 'function') return 'plain';
    const named = callbacks === true || (callbacks?.includes(String(key)) ?? false);
    const known =
      callbacks === undefined &&
      ((fn as { [promisify.custom]?: unknown })[promisify.custom] !== undefined || hasCallback(fn, given.length));
    return named || known ? 'callback' : 'plain';
  }

  /** Methods that return their object are called in a chain. */
  #result(value: unknown, self: unknown, target: unknown): unknown {
    if (value === target && isObject(value)) return self;
    const wrap = this.options.nested && typeof value === 'object' && value !== null;
    return wrap && !isLeftAlone(value) && !isThenable(value) && !isData(value) ? this.of(value) : value;
  }
}

/** Rows and the like. */
function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === null || prototype === Object.prototype;
  return plain && !Object.values(value).some((one) => typeof one === 'function');
}

/** Parks until the function has called its callback, or, if it returns a promise, until that has settled. */
function callBack(fn: Anything, target: unknown, given: readonly unknown[]): unknown {
  return park<unknown>({
    what: `sync call of ${fn.name || 'a function'}`,
    start(waker) {
      const callback = (error: unknown, value: unknown): void => (error ? waker.reject(error) : waker.resolve(value));
      const args = [...given];
      args[callbackAt(fn, target, given.length)] = callback;
      const result: unknown = Reflect.apply(fn, target, Array.from(args));
      if (isThenable(result))
        result.then(
          (value) => waker.resolve(value),
          (error: unknown) => waker.reject(error),
        );
    },
  });
}

/**
 * Makes an object, a class or a function blocking: its methods that return a promise, or take a callback last, park the fiber
 * that calls them, and return the value or throw the error. Everything else passes through: properties, events, streams,
 * iterators. Methods work on the object itself, so private fields do, too.
 * @param target the same target gives the same result, for the same options
 * @returns a proxy; instances that its constructor makes are blocking as well
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG; its methods throw ERR_GREENPATCH_NOT_IN_FIBER on the hub
 */
export function sync<T extends object>(target: T, options: SyncOptions = {}): Sync<T> {
  if (!isObject(target)) throw invalidArgument('target', 'an object or a function', target);
  const key = JSON.stringify([options.callbacks ?? null, options.nested ?? false]);
  const view = views.get(key) ?? new View(options);
  views.set(key, view);
  return view.of(target) as Sync<T>;
}
