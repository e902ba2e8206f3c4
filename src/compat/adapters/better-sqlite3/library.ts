import path from 'node:path';
import type { Dialect } from '../../sqlite/connection';
import type { OwnErrors } from '../../sqlite/errors';

/** What the addon's file exports. */
export interface SqliteAddon {
  readonly Database: new (...args: unknown[]) => NativeDatabase;
  /** Until version 13, whose statements have their properties in another order. */
  readonly setErrorConstructor?: unknown;
}
export type NativeMethods = Record<string, (...args: unknown[]) => unknown>;
export interface NativeDatabase {
  readonly [name: string]: (...args: unknown[]) => unknown;
  prepare(...args: unknown[]): NativeMethods;
}

type SqliteErrorClass = new (message: string, code: string) => Error;

/** Whether an object has no class of its own, whichever realm it is from. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf'))
  );
}

/** One copy of the library. */
export interface Library {
  readonly addon: SqliteAddon;
  readonly dialect: Dialect;
  /** For the driver. */
  readonly setup: { readonly library: string; readonly addon: string };
}

/** @param root the package's folder */
export function libraryOf(addon: SqliteAddon, file: string, root: string): Library {
  let SqliteError: SqliteErrorClass | undefined;
  const own: OwnErrors = ({ message, code }) => {
    SqliteError ??= require(path.join(root, 'lib', 'sqlite-error.js')) as SqliteErrorClass;
    return new SqliteError(message, code);
  };
  const dialect: Dialect = {
    library: 'better-sqlite3',
    driver: path.join(__dirname, 'driver.js'),
    // A class that the library does not know makes the same difference as any other.
    reading: { takesNames: isPlain, takesHidden: true, takesArrays: true, refused: new Date(0) },
    buffers: true,
    errors: own,
  };
  return { addon, dialect, setup: { library: path.join(root, 'lib', 'index.js'), addon: file } };
}
