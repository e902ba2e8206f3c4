import type { Anything } from '../../core/define';
import { guard, inward, lockBehind } from './guard';
import { GuestLock } from './lock';

/** Memories, tables and globals, each with the lock of those who have it. */
const locks = new WeakMap<object, GuestLock>();

/** What the program sees of the exports of each guest. */
const views = new WeakMap<object, object>();

let made = 0;

/** Names of exports by which reports tell guests from each other. */
const NAMES = 3;

/** The lock of the guests that have this table, memory or global. */
export const lockOf = (value: object): GuestLock | undefined => locks.get(value)?.root;

/** The exports of a guest as the program sees them, or undefined of one that has no guard. */
export const viewOf = (instance: object): object | undefined => views.get(instance);

/** A guest that is about to be made: notes what it shares with others, while V8 reads its imports. */
export class Arrival {
  readonly #lock = new GuestLock(`WebAssembly instance ${++made}`);

  /** What V8 reads the imports from. Getters see what they see without us. */
  imports(imports: unknown): unknown {
    return view(imports, (namespace) => view(namespace, (value) => this.#take(value)));
  }

  /** An import: of a guard, the function behind it. Whatever belongs to another guest has its lock merged with ours. */
  #take(value: unknown): unknown {
    const lock = typeof value === 'function' ? lockBehind(value) : lockOf(Object(value) as object);
    if (lock !== undefined) this.#lock.merge(lock);
    else if (isShareable(value)) locks.set(value, this.#lock);
    return inward(value);
  }

  /** It has been made. */
  made(instance: object, exports: Record<string, unknown>): void {
    const names = Object.keys(exports);
    this.#lock.what += ` (${names.slice(0, NAMES).join(', ')}${names.length > NAMES ? ', ...' : ''})`;
    const entries = Object.entries(exports).map(([name, value]) => [name, this.#give(value)] as const);
    const shown = Object.assign(Object.create(null), Object.fromEntries(entries)) as object;
    views.set(instance, Object.freeze(shown));
  }

  #give(value: unknown): unknown {
    if (typeof value === 'function') return guard(value as Anything, this.#lock);
    if (isShareable(value)) {
      const lock = lockOf(value);
      if (lock === undefined) locks.set(value, this.#lock);
      else this.#lock.merge(lock);
    }
    return value;
  }
}

const SHAREABLE = new Set(['[object WebAssembly.Memory]', '[object WebAssembly.Table]', '[object WebAssembly.Global]']);
const { toString } = Object.prototype;

function isShareable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && SHAREABLE.has(String(Reflect.apply(toString, value, [])));
}

/** An object whose properties are handed out changed. */
function view(object: unknown, change: (value: unknown) => unknown): unknown {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function')) return object;
  // Not of the object itself: what it keeps unchangeable could not be handed out changed.
  return new Proxy(Object.create(null) as object, {
    get: (_, key) => change(Reflect.get(object, key, object)),
    has: (_, key) => Reflect.has(object, key),
  });
}
