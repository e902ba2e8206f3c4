import path from 'node:path';
import type { Anything } from '../../patch';
import type { Dialect } from '../sqlite/connection';

export type Methods = Record<string | symbol, Anything>;
export type Class = new (...args: unknown[]) => Methods;

/** What Node exports, before anything of it was replaced. */
export interface Sqlite {
  readonly DatabaseSync: Class;
  readonly StatementSync: Class;
  readonly Session?: Class;
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

/** Names of the methods of one of Node's classes; what only this Node has is among them. */
export const methodsOf = (of: Class): (string | symbol)[] =>
  Reflect.ownKeys(of.prototype as object).filter((key) => key !== 'constructor');

/** A prototype that stands before that of one of Node's classes, so its objects are of that class, too. */
export function standBefore(of: Class, make: (name: string, original: Anything) => Anything): object {
  const made = Object.create(of.prototype as object) as object;
  for (const key of methodsOf(of)) {
    const descriptor = Object.getOwnPropertyDescriptor(of.prototype, key)!;
    const original = descriptor.value as unknown;
    if (typeof original !== 'function') continue;
    const name = typeof key === 'string' ? key : 'dispose';
    const value = make(name, original as Anything);
    Object.defineProperty(value, 'name', { value: original.name, configurable: true });
    Object.defineProperty(value, 'length', { value: original.length, configurable: true });
    Object.defineProperty(made, key, { ...descriptor, value });
  }
  return made;
}
