import type { Anything } from '../../core/define';
import type { GuestLock } from './lock';

/** The guard of each function of a guest that has one, and the function of each guard. */
const guards = new WeakMap<Anything, Anything>();
const guarded = new WeakMap<Anything, { readonly raw: Anything; readonly lock: GuestLock }>();

/** What is handed to V8: of a guard, the function itself. */
export const inward = <T>(value: T): T => {
  if (typeof value !== 'function') return value;
  return (guarded.get(value as unknown as Anything)?.raw as T | undefined) ?? value;
};

/** What the program gets to see: of a function that has a guard, the guard. */
export const outward = <T>(value: T): T => {
  if (typeof value !== 'function') return value;
  return (guards.get(value as unknown as Anything) as T | undefined) ?? value;
};

/** The lock of the guest that a guard belongs to. */
export const lockBehind = (value: unknown): GuestLock | undefined => guarded.get(value as Anything)?.lock;

/**
 * The function through which the program calls one of a guest: it waits until no other stack is in there.
 * There is one guard of a function, so that what is the same function stays so.
 */
export function guard(raw: Anything, lock: GuestLock): Anything {
  const known = guards.get(raw);
  if (known !== undefined) return known;
  const made = raw.length < GUARDS.length ? GUARDS[raw.length]!(raw, lock) : guardMany(raw, lock);
  Object.defineProperty(made, 'name', { value: raw.name, configurable: true });
  guards.set(raw, made);
  guarded.set(made, { raw, lock });
  return made;
}

/** With as many parameters as the function has: collecting them in an array takes longer than most calls. */
const GUARDS: readonly ((raw: Anything, lock: GuestLock) => Anything)[] = [
  (raw, lock) => () => {
    const me = lock.enter();
    try {
      return outward(raw());
    } finally {
      lock.leave(me);
    }
  },
  (raw, lock) => (a: unknown) => {
    const me = lock.enter();
    try {
      return outward(raw(inward(a)));
    } finally {
      lock.leave(me);
    }
  },
  (raw, lock) => (a: unknown, b: unknown) => {
    const me = lock.enter();
    try {
      return outward(raw(inward(a), inward(b)));
    } finally {
      lock.leave(me);
    }
  },
  (raw, lock) => (a: unknown, b: unknown, c: unknown) => {
    const me = lock.enter();
    try {
      return outward(raw(inward(a), inward(b), inward(c)));
    } finally {
      lock.leave(me);
    }
  },
  (raw, lock) => (a: unknown, b: unknown, c: unknown, d: unknown) => {
    const me = lock.enter();
    try {
      return outward(raw(inward(a), inward(b), inward(c), inward(d)));
    } finally {
      lock.leave(me);
    }
  },
];

function guardMany(raw: Anything, lock: GuestLock): Anything {
  const made = (...args: unknown[]): unknown => {
    const me = lock.enter();
    try {
      return outward(raw(...args.map(inward)));
    } finally {
      lock.leave(me);
    }
  };
  Object.defineProperty(made, 'length', { value: raw.length, configurable: true });
  return made;
}
