import { type Anything, FunctionSlot, type Maker } from '../../patch';

/** What one file declares under a name at its top level: its variable, from outside. */
interface Variable {
  get(): unknown;
  set(value: unknown): void;
}
type Variables = Readonly<Record<string, Variable>>;

/** Evaluations of files under way, by number. */
const files = { last: 0, byNumber: new Map<number, DeclaringFile>() };
/** The text of adapted files reaches `declare` by it, on the global object, as long as any is being evaluated. */
const DOOR = Symbol.for('greenpatch.declare');
const CALL = 'globalThis[Symbol.for("greenpatch.declare")]';

const declare = (number: number, variables?: Variables): void => {
  const file = files.byNumber.get(number);
  if (variables === undefined) files.byNumber.delete(number);
  if (files.byNumber.size === 0) Reflect.deleteProperty(globalThis, DOOR);
  file?.take(variables);
};

/** What must stay in front of everything: an interpreter's line, comments, and the directive that makes CommonJS strict. */
const HEAD = /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(['"])use strict\1|^#![^\n]*\n/;

/**
 * One file of a library that declares functions or classes at its top level which are to be replaced: by assignment to its own
 * variables, because what an ES module exports cannot be replaced from outside, but follows the variable. Its text gets a statement in
 * front of its first one, where functions are there already, and one behind its last line. No line moves.
 */
export class DeclaringFile {
  readonly #number = ++files.last;
  #slots = new Map<string, FunctionSlot>();
  #variables: Variables = {};
  #on = true;

  constructor(
    readonly label: string,
    readonly declares: Readonly<Record<string, Maker>>,
  ) {
    files.byNumber.set(this.#number, this);
    Object.defineProperty(globalThis, DOOR, { value: declare, configurable: true, enumerable: false });
  }

  /** The text that is compiled instead of the file's own. */
  text(own: string): string {
    const variables = Object.keys(this.declares).map((name) => `${name}:{get:()=>${name},set:(v)=>{${name}=v}}`);
    const at = HEAD.exec(own)?.[0].length ?? 0;
    const begin = `;${CALL}(${this.#number},{${variables.join()}});`;
    return `${own.slice(0, at)}${begin}${own.slice(at)}\n;${CALL}(${this.#number});`;
  }

  /** @internal called by the file when it begins, and when it ends: variables that hold functions by then */
  take(variables = this.#variables): void {
    this.#variables = variables;
    for (const [name, make] of Object.entries(this.declares)) {
      const value = this.#slots.has(name) ? undefined : this.#assignable(name);
      if (typeof value === 'function') this.#slots.set(name, this.#slot(name, value as Anything, make));
    }
    if (this.#on) this.turnOn();
  }

  turnOn(): void {
    this.#on = true;
    for (const slot of this.#slots.values()) slot.turnOn();
  }

  turnOff(): void {
    this.#on = false;
    for (const slot of this.#slots.values()) slot.turnOff();
  }

  /** The slot sees an object with one property, which is the variable. */
  #slot(name: string, value: Anything, make: Maker): FunctionSlot {
    const write = (fn: unknown) => this.#variables[name]!.set(fn);
    const holder = new Proxy(
      { [name]: value },
      {
        defineProperty(target, key, descriptor) {
          write(descriptor.value);
          return Reflect.defineProperty(target, key, descriptor);
        },
      },
    );
    return new FunctionSlot(`${this.label}: ${name}`, [holder], name, make, () => undefined);
  }

  /** Undefined where there is no such variable, or not yet, or where it is a constant. */
  #assignable(name: string): unknown {
    try {
      const value = this.#variables[name]?.get();
      this.#variables[name]?.set(value);
      return value;
    } catch {
      return undefined;
    }
  }
}
