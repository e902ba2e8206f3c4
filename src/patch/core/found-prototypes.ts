import type { Anything, Maker, SharedPlace } from './define';
import { FunctionSlot } from './slot';

/** Methods of classes that a builtin does not export: they are found with the first of their objects. */
export class FoundPrototypes implements SharedPlace {
  on = false;
  readonly original = undefined;
  readonly #slots = new Map<object, FunctionSlot[]>();

  /** @param make replaces each of their methods */
  constructor(
    private readonly label: string,
    private readonly make: Maker,
  ) {}

  /** Makes a replacement after whose calls the class of what they give is known. */
  giving(maker: Maker): Maker {
    return (original, slot) => {
      const replacement = maker(original, slot);
      const find = (object: unknown) => this.#find(object);
      return (
        replacement &&
        function (this: unknown, ...args: unknown[]): unknown {
          const result = Reflect.apply(replacement, this, args) as unknown;
          if (slot.active) find(result);
          return result;
        }
      );
    };
  }

  turnOn(): void {
    this.on = true;
    for (const slots of this.#slots.values()) for (const slot of slots) slot.turnOn();
  }

  turnOff(): void {
    this.on = false;
    for (const slots of this.#slots.values()) for (const slot of slots) slot.turnOff();
  }

  #find(object: unknown): void {
    if (typeof object !== 'object' || object === null) return;
    const prototype = Object.getPrototypeOf(object) as object;
    if (this.#slots.has(prototype)) return;
    const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
    const slots = names.map((name) => this.#slot(prototype, name));
    this.#slots.set(prototype, slots);
    if (this.on) for (const slot of slots) slot.turnOn();
  }

  #slot(prototype: object, name: string): FunctionSlot {
    const found = (other: string) => (prototype as Record<string, Anything | undefined>)[other];
    return new FunctionSlot(`${this.label}.${name}`, [prototype], name, this.make, found);
  }
}
