import type { Properties } from './slot';
import type { Addition, SharedPlace } from './define';

/**
 * A function that a builtin does not have of itself. Where it has one of that name after all, a newer Node's own or that of
 * another library, that one stays.
 */
export class AddedSlot implements SharedPlace {
  readonly original = undefined;
  #holder: Properties | undefined;

  /**
   * @param load gives the builtin's exports
   * @param name may go into objects: `Server.prototype.acceptSync`
   */
  constructor(
    readonly load: () => object,
    readonly name: string,
    readonly addition: Addition,
  ) {}

  get on(): boolean {
    return this.#holder !== undefined;
  }

  /** Not enumerable: code that copies or counts what a builtin has gets to see what Node put there. */
  turnOn(): void {
    const keys = this.name.split('.');
    const key = keys.pop()!;
    const holder = keys.reduce<any>((object, step) => object?.[step], this.load()) as Properties | undefined;
    if (holder === undefined || key in holder || !Object.isExtensible(holder)) return;
    const { fn, beside } = this.addition;
    if (beside !== undefined && typeof holder[beside] !== 'function') return;
    Object.defineProperty(holder, key, { value: fn, writable: true, configurable: true, enumerable: false });
    this.#holder = holder;
  }

  /** A wrapper of another library around it is not ours to take away. */
  turnOff(): void {
    const key = this.name.split('.').at(-1)!;
    if (this.#holder?.[key] === this.addition.fn) delete this.#holder[key];
    this.#holder = undefined;
  }
}
