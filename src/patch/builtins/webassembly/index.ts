import { setting } from '../../../base/config';
import { type Anything, definePatch, type Maker, type SharedPlace } from '../../core/define';
import { guard, inward, lockBehind, outward } from './guard';
import { Arrival, lockOf, viewOf } from './instances';

type Exports = Record<string, unknown>;
type ClassHolder = Record<string, { prototype: object } | undefined>;

/** Absent where V8 compiles nothing (--jitless). */
const wasm = (globalThis as { WebAssembly?: object }).WebAssembly ?? {};

/**
 * Guests are guarded on request only: the functions that the program sees are ours then. Otherwise nothing parks inside them, for which
 * nothing has to be replaced (`Coroutine.insideGuest`).
 */
const guarding = (): boolean => setting('GUESTS') === 'park';

const open = (make: Maker): Maker => {
  return (original, slot) => (guarding() ? make(original, slot) : null);
};

/** A property with a getter, which V8 gives a prototype. */
class Accessor implements SharedPlace {
  readonly #holder: object | undefined;
  readonly #before: PropertyDescriptor | undefined;
  on = false;

  constructor(
    holder: string,
    readonly key: string,
    readonly make: (get: Anything) => Anything,
    readonly set?: (value: unknown) => unknown,
  ) {
    this.#holder = (wasm as ClassHolder)[holder]?.prototype;
    this.#before = this.#holder && Object.getOwnPropertyDescriptor(this.#holder, key);
  }

  get original(): Anything | undefined {
    return this.#before?.get;
  }

  turnOn(): void {
    const { get, set } = this.#before ?? {};
    if (this.on || get === undefined || !guarding()) return;
    const change = this.set;
    const setter =
      set && change
        ? function (this: unknown, value: unknown): void {
            Reflect.apply(set, this, [change(value)]);
          }
        : set;
    Object.defineProperty(this.#holder!, this.key, { ...this.#before, get: this.make(get), set: setter });
    this.on = true;
  }

  turnOff(): void {
    if (this.on) Object.defineProperty(this.#holder!, this.key, this.#before!);
    this.on = false;
  }
}

const exportsPlace = new Accessor(
  'Instance',
  'exports',
  (get) =>
    function (this: object): unknown {
      return viewOf(this) ?? Reflect.apply(get, this, []);
    },
);

const made = (arrival: Arrival, instance: object): void =>
  arrival.made(instance, Reflect.apply(exportsPlace.original!, instance, []) as Exports);

const { then } = Promise.prototype;

/** `instantiate` and `instantiateStreaming`: the promise is settled a job later than V8's. */
const instantiating = open(
  (original, slot) =>
    function instantiate(this: unknown, ...args: unknown[]): unknown {
      if (!slot.active) return Reflect.apply(original, this, args);
      const arrival = new Arrival();
      args[1] = arrival.imports(args[1]);
      return Reflect.apply(then, Reflect.apply(original, this, args), [
        (result: object) => {
          made(arrival, 'instance' in result ? (result.instance as object) : result);
          return result;
        },
      ]);
    },
);

const Instance = open(
  (original, slot) =>
    new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        if (!slot.active) return Reflect.construct(target, args, newTarget) as object;
        const arrival = new Arrival();
        const instance = Reflect.construct(
          target,
          [args[0], arrival.imports(args[1]), ...args.slice(2)],
          newTarget,
        ) as object;
        made(arrival, instance);
        return instance;
      },
    }),
);

/** What is given a function hands V8 the one behind its guard. */
const taking = open(
  (original) =>
    function take(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(original, this, args.map(inward));
    },
);

const makingOf = open(
  (original) =>
    new Proxy(original, {
      construct: (target, args: unknown[], newTarget) =>
        Reflect.construct(target, args.map(inward), newTarget) as object,
    }),
);

/** Functions in a guest's table have guards, too, those that it does not export among them. */
const get = open(
  (original) =>
    function get(this: object, ...args: unknown[]): unknown {
      const value = Reflect.apply(original, this, args) as unknown;
      if (typeof value !== 'function') return value;
      const lock = lockOf(this);
      return lock === undefined ? outward(value) : guard(value as Anything, lock);
    },
);

/**
 * A promising export comes in by the lock, for as long as the call is synchronous. It does not count as guarded: nothing may park on a
 * stack of JSPI's.
 */
const promising = open(
  (original) =>
    function promising(this: unknown, ...args: unknown[]): unknown {
      const fn = Reflect.apply(original, this, args.map(inward)) as Anything;
      const lock = lockBehind(args[0]);
      if (lock === undefined) return fn;
      const called = (...given: unknown[]): unknown => {
        const me = lock.enter();
        if (me !== null) me.lockedGuests--;
        try {
          return fn(...given.map(inward));
        } finally {
          if (me !== null) me.lockedGuests++;
          lock.leave(me);
        }
      };
      Object.defineProperties(called, Object.getOwnPropertyDescriptors(fn));
      return called;
    },
);

export default definePatch({
  module: 'WebAssembly',
  load: () => wasm,
  implements: {
    Instance,
    instantiate: instantiating,
    instantiateStreaming: instantiating,
    'Instance.prototype.exports': exportsPlace,
    Table: makingOf,
    'Table.prototype.get': get,
    'Table.prototype.set': taking,
    'Table.prototype.grow': taking,
    Global: makingOf,
    'Global.prototype.value': new Accessor(
      'Global',
      'value',
      (get) =>
        function (this: object): unknown {
          return outward(Reflect.apply(get, this, []));
        },
      inward,
    ),
    promising,
  },
  passThrough: [
    'compile',
    'compileStreaming',
    'validate',
    'Module',
    'Memory',
    'Tag',
    'JSTag',
    'Exception',
    'CompileError',
    'LinkError',
    'RuntimeError',
    'Suspending',
    'SuspendError',
    'Function',
  ],
  refuses: {},
});
