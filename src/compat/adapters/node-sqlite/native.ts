import path from 'node:path';
import type { Anything } from '../../../patch';
import type { Dialect } from '../../sqlite/connection';

export type SqliteMethods = Record<string | symbol, Anything>;
export type SqliteClass = new (...args: unknown[]) => SqliteMethods;

/** What Node exports, before anything of it was replaced. */
export interface Sqlite {
  readonly DatabaseSync: SqliteClass;
  readonly backup?: Anything;
}

export const DIALECT: Dialect = {
  library: 'node:sqlite',
  driver: path.join(__dirname, 'driver.js'),
  // Its first object counts as names, whatever it is.
  reading: { takesNames: () => true, takesHidden: false, takesArrays: false, refused: {} },
  buffers: false,
  errors: ({ message }) => new Error(message), // it has no class of its own
};

/** A prototype that stands before one of Node's: its objects are of that class, too. It has what only this Node has. */
export function standBefore(prototype: object, make: (name: string, original: Anything) => Anything): object {
  const made = Object.create(prototype) as object;
  for (const key of Reflect.ownKeys(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key)!;
    const original = descriptor.value as unknown;
    if (typeof original !== 'function' || key === 'constructor') continue;
    const value = make(typeof key === 'string' ? key : 'dispose', original as Anything);
    Object.defineProperty(value, 'name', { value: original.name, configurable: true });
    Object.defineProperty(value, 'length', { value: original.length, configurable: true });
    Object.defineProperty(made, key, { ...descriptor, value });
  }
  return made;
}
