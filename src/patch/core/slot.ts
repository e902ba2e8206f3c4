import { types } from 'node:util';
import type { Anything, Maker, Slot } from './define';

/** One object that carries the function, and how it carried it. */
interface SlotHolder {
  readonly object: object;
  readonly key: string;
  /** Undefined when it had inherited the function. */
  readonly before: PropertyDescriptor | undefined;
}

export type Properties = Record<string, unknown>;

/** The same without `prototype`, which methods and arrow functions do not have. */
function asMethod(fn: Anything): Anything {
  return {
    method(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(fn, this, args);
    },
  }.method;
}

/** Every function that is not a method has an object that points back at it, whether instances are made or not: its own, or one that was put there. */
function isUsual(prototype: object): boolean {
  const [only, ...others] = Reflect.ownKeys(prototype);
  if (only !== 'constructor' || others.length > 0) return false;
  return (
    Object.getPrototypeOf(prototype) === Object.prototype &&
    !Object.prototype.propertyIsEnumerable.call(prototype, 'constructor')
  );
}

function dressPrototype(replacement: Anything, descriptor: PropertyDescriptor): void {
  const value = descriptor.value as object | null | undefined;
  const usual = typeof value === 'object' && value !== null && isUsual(value);
  const own = Object.hasOwn(replacement, 'prototype');
  if (usual && own) return;
  const prototype = usual
    ? Object.defineProperty({}, 'constructor', {
        ...Object.getOwnPropertyDescriptor(value, 'constructor'),
        value: replacement,
      })
    : value;
  if (own) replacement.prototype = prototype;
  else Object.defineProperty(replacement, 'prototype', { ...descriptor, value: prototype });
}

/** Gives the replacement everything the original carries: name, length, `native`, `util.promisify.custom`. */
function dress(made: Anything, original: Anything): Anything {
  if (types.isProxy(made)) return made; // it is the original in everything but the call
  const replacement = Object.hasOwn(made, 'prototype') && !Object.hasOwn(original, 'prototype') ? asMethod(made) : made;
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key)!;
    if (key === 'prototype') dressPrototype(replacement, descriptor);
    else Object.defineProperty(replacement, key, descriptor);
  }
  return replacement;
}

const nothing = (): void => {};

/** Older ones show where in the source a nameless function was assigned to. */
const NAMES_METHODS_BY_OBJECT = Number.parseInt(process.versions.v8, 10) >= 12;

/**
 * Names an original that has no name of its own, such as `Module.prototype.load`: from V8 12 on, a stack trace finds a method's
 * name by looking for the function in its object, where the replacement is now.
 * @returns takes the name away again
 */
function named(original: Anything, name: string): () => void {
  const before = Object.getOwnPropertyDescriptor(original, 'name');
  if (!NAMES_METHODS_BY_OBJECT || before?.value !== '' || before.configurable !== true) return nothing;
  Object.defineProperty(original, 'name', { ...before, value: name });
  return () => {
    if (Object.getOwnPropertyDescriptor(original, 'name')?.value === name)
      Object.defineProperty(original, 'name', before);
  };
}

/** To look for one among them is seldom asked; a set would cost time for each. */
const replacements: Anything[] = [];

/** Whether a function has been put in the place of another one here. */
export const isReplacement = (fn: Anything): boolean => replacements.includes(fn);

/** How an object gets a function of its own that it has inherited. */
const HIDDEN = { configurable: true, enumerable: false, writable: true };

/** Whether a property can be given another function and later its old one. */
function replaceable(descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor === undefined || ('value' in descriptor && (descriptor.writable! || descriptor.configurable!));
}

const inside = (root: object, path: string): Properties | null | undefined =>
  path.split('.').reduce<any>((holder, step) => holder?.[step], root) as Properties | null | undefined;

/**
 * One function that is patched, in every object that carries it.
 *
 * Another library may have put a wrapper around the replacement by the time it is to go. Then the wrapper stays, since taking
 * it away is not ours to do, and the replacement beneath it passes every call through to the original until it is turned on
 * again.
 */
export class FunctionSlot implements Slot {
  active = false;
  original!: Anything;
  replacement!: Anything;
  #holders: SlotHolder[] = [];
  #unname: () => void = nothing;

  /**
   * @param roots objects that carry the function under this name, the builtin's exports first
   * @param name may go into objects: `Server.prototype.emit`
   * @param label with the builtin: `fs.readFileSync`
   */
  constructor(
    readonly label: string,
    readonly roots: readonly object[],
    readonly name: string,
    readonly make: Maker,
    readonly found: (name: string) => Anything | undefined,
  ) {}

  get on(): boolean {
    return this.active;
  }

  /** Does nothing when it is on, or when this Node has no such function. */
  turnOn(): void {
    if (this.active) return;
    // Where a wrapper lies on top of the replacement, it is in its place already.
    if (this.#holders.length > 0)
      this.#holders = this.#holders.filter(({ object, key }) => (object as Properties)[key] !== this.original);
    if (this.#holders.length === 0 && !this.#prepare()) return;
    for (const root of this.roots) this.#install(root);
    this.active = this.#holders.length > 0;
    if (this.active && types.isProxy(this.replacement))
      this.#unname = named(this.original, this.name.slice(this.name.lastIndexOf('.') + 1));
  }

  turnOff(): void {
    this.active = false;
    this.#unname();
    this.#holders = this.#holders.filter((holder) => !this.#restore(holder));
  }

  #target(root: object): { object: Properties; key: string } | undefined {
    const end = this.name.lastIndexOf('.');
    const key = this.name.slice(end + 1);
    const object = end < 0 ? (root as Properties) : inside(root, this.name.slice(0, end));
    return object === undefined || object === null || !(key in object) ? undefined : { object, key };
  }

  /** Makes the replacement of what is found now. */
  #prepare(): boolean {
    const target = this.#target(this.roots[0]!);
    const found = target?.object[target.key] as Anything | undefined;
    if (typeof found !== 'function') return false;
    if (this.original === found && this.replacement !== undefined) return true;
    this.original = found;
    const replacement = this.make(found, this);
    if (replacement === null) return false;
    this.replacement = dress(replacement, found);
    replacements.push(this.replacement);
    return true;
  }

  #install(root: object): void {
    const target = this.#target(root);
    if (target?.object[target.key] !== this.original) return;
    const before = Object.getOwnPropertyDescriptor(target.object, target.key);
    if (!replaceable(before)) return;
    const { object, key } = target;
    const value = this.replacement;
    if (before === undefined) Object.defineProperty(object, key, { ...HIDDEN, value });
    else if (before.writable === true) object[key] = value;
    else Object.defineProperty(object, key, { ...before, value });
    this.#holders.push({ object, key, before });
  }

  /** @returns false when another library's wrapper is on top */
  #restore({ object, key, before }: SlotHolder): boolean {
    if ((object as Properties)[key] !== this.replacement) return false;
    if (before === undefined) delete (object as Properties)[key];
    else Object.defineProperty(object, key, before);
    return true;
  }
}
