import type { Arguments, Packed, ValueStand } from './protocol';

/** A function of the program that the database's thread may ask for, in the place of an argument. */
export class Asked {
  constructor(
    readonly kind: 'function' | 'generator',
    readonly id: number,
    /** How many parameters it names. */
    readonly length: number,
  ) {}
}

/** What is sent as it is, but for functions in it. */
export class Verbatim {
  constructor(
    readonly value: unknown,
    readonly asked: Readonly<Record<string, Asked>> = {},
  ) {}
}

/** What a library makes of an object among its arguments. */
export interface ValueReading {
  /** Whether the values in it are taken by their names. */
  takesNames(value: object): boolean;
  /** Whether properties count that are not enumerable. */
  readonly takesHidden: boolean;
  /** Whether an array's elements are taken, in their order. */
  readonly takesArrays: boolean;
  /** Stands for an object of which nothing is taken. */
  readonly refused: unknown;
}

/** No database takes an object for a value. It stands for everything else that none takes and that cannot be sent. */
const NOT_BINDABLE = {};

function cell(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return bytes(value);
  if (typeof value === 'object') return value === null ? null : NOT_BINDABLE;
  return typeof value === 'function' || typeof value === 'symbol' ? NOT_BINDABLE : value;
}

const standFor = ({ kind, id, length }: Asked, at: ValueStand['at']): ValueStand => ({ at, kind, ask: id, length });

/** Only these bytes, and not all of the memory that they lie in. None at all would arrive without an address, which SQLite takes for NULL. */
const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  byteLength === 0 ? new Uint8Array(1).subarray(1) : new Uint8Array(buffer, byteOffset, byteLength).slice();

/** Prepares the arguments of a call for their way: what they are now, and as a library would look at them. */
export class Sender {
  readonly #reading: ValueReading;
  /** Gives a function a number. */
  readonly #known: (fn: () => unknown) => number;

  constructor(reading: ValueReading, known: (fn: () => unknown) => number) {
    this.#reading = reading;
    this.#known = known;
  }

  pack(values: readonly unknown[]): Arguments {
    const stands: ValueStand[] = [];
    const args = values.map((value, argument) => this.#argument(value, argument, stands));
    return stands.length === 0 ? { args } : { args, stands };
  }

  #argument(value: unknown, argument: number, stands: ValueStand[]): unknown {
    const object = typeof value === 'object' ? value !== null : typeof value === 'function';
    if (typeof value === 'symbol') return void stands.push({ at: [argument], kind: 'symbol', ask: 0 });
    if (!object) return value;
    if (ArrayBuffer.isView(value)) return bytes(value);
    if (value instanceof Asked) return void stands.push(standFor(value, [argument]));
    if (value instanceof Promise) return void stands.push({ at: [argument], kind: 'promise', ask: 0 });
    if (value instanceof Verbatim) {
      for (const [key, one] of Object.entries(value.asked)) stands.push(standFor(one, [argument, key]));
      return value.value;
    }
    const { takesArrays, refused } = this.#reading;
    if (Array.isArray(value) && takesArrays) return Array.from(value as unknown[], cell);
    return this.#reading.takesNames(value as object) ? this.#named(value as object, argument, stands) : refused;
  }

  /** A getter is called only if its value is wanted, and when it is. */
  #named(object: object, argument: number, stands: ValueStand[]): object {
    const copy: Record<string, unknown> = {};
    for (const key of Object.getOwnPropertyNames(object)) {
      const { get, value, enumerable } = Object.getOwnPropertyDescriptor(object, key)!;
      if (!enumerable && !this.#reading.takesHidden) continue;
      const own = (given: unknown) =>
        Object.defineProperty(copy, key, { value: given, enumerable: true, configurable: true, writable: true });
      if (get === undefined) own(cell(value));
      else {
        own(undefined);
        stands.push({ at: [argument, key], kind: 'getter', ask: this.#known(() => Reflect.get(object, key)) });
      }
    }
    return copy;
  }
}

type Revive = (value: unknown) => unknown;

/** Memory arrives as bare bytes. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return value.map(revived);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revived(one)]));
}

/**
 * Puts a result together again.
 * @param buffers whether memory is to be a Buffer
 */
export function unpack(packed: Exclude<Packed, { handle: number }>, buffers: boolean): unknown {
  const revive: Revive | null = packed.blobs && buffers ? revived : null;
  if ('plain' in packed) return revive === null ? packed.plain : revive(packed.plain);
  const { keys, cells, rows, bare } = packed;
  const made: unknown[] = [];
  for (let at = 0, row = 0; row < (rows ?? 1); row++) {
    const record = (bare ? Object.create(null) : {}) as Record<string, unknown>;
    for (const key of keys) {
      const value = cells[at++];
      record[key] = revive === null ? value : revive(value);
    }
    made.push(record);
  }
  return rows === undefined ? made[0] : made;
}
