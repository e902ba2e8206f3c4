import type { Anything, Maker, Slot } from '../../../patch';
import { defineAdapter } from '../../core/define';
import { OffloadedDatabase } from './database';
import { type SqliteClass, type SqliteMethods, type Sqlite, standBefore } from './native';
import { SqliteMakers } from './objects';
import { record } from './record';

const databases = new WeakMap<object, OffloadedDatabase>();

/** A statement and a session whose database has been closed. */
function endedOf({ DatabaseSync }: Sqlite): SqliteMakers['ended'] {
  const database = new DatabaseSync(':memory:');
  const statement = database.prepare!('SELECT 1') as SqliteMethods;
  const session = database.createSession?.() as SqliteMethods | undefined;
  database.close!();
  return { statement, session };
}

/** What stands for a class of Node's. From 26.12 on it has two names. */
const standing = new WeakMap<Anything, Anything>();
const offloaded: Maker = (original, slot) => {
  const made = standing.get(original) ?? standFor(original, slot);
  standing.set(original, made);
  return made;
};

/**
 * A class of the same name: its objects are of Node's class, too. With a prototype of its own, so that those that are there when the
 * adapter is taken away go on.
 */
function standFor(original: Anything, slot: Slot): Anything {
  const DatabaseSync = original as unknown as SqliteClass;
  const sqlite: Sqlite = { DatabaseSync, backup: slot.found('backup')! };
  let made: SqliteMakers | undefined;
  const makers = () => (made ??= new SqliteMakers(endedOf(sqlite)));

  const Offloaded = function (this: object, ...args: unknown[]): object {
    if (new.target === undefined) return Reflect.apply(original, undefined, args) as object; // which throws
    const target = new.target as unknown as SqliteClass;
    if (!slot.active) return Reflect.construct(DatabaseSync, args, target === exported ? DatabaseSync : target);
    const object = Reflect.construct(Object, [], target) as object;
    databases.set(object, new OffloadedDatabase(sqlite, object, args));
    return withProperties(object);
  };
  const prototype = standBefore(DatabaseSync.prototype as object, (name, method) => {
    const call = function (this: object, ...args: unknown[]): unknown {
      const database = databases.get(this);
      if (database === undefined) return Reflect.apply(method, this, args);
      const result = database.call(name, method, args, call);
      if (typeof result !== 'object' || result === null || !('handle' in result)) return result;
      const connection = database.connection!;
      return makers().make({ connection, remote: result as never, over: () => database.connection !== connection });
    };
    return call;
  });
  Object.setPrototypeOf(Offloaded, DatabaseSync);
  Object.defineProperty(Offloaded, 'name', { value: original.name });
  Object.defineProperty(Offloaded, 'length', { value: 0 });
  Offloaded.prototype = prototype;
  const exported = new Proxy(Offloaded, {}) as unknown as SqliteClass;
  Object.defineProperty(prototype, 'constructor', { value: exported, configurable: true, writable: true });
  // Those that were made before are of it, too.
  Object.defineProperty(Offloaded, Symbol.hasInstance, {
    value(this: unknown, value: unknown) {
      const of: unknown = this === exported ? DatabaseSync.prototype : (this as { prototype: unknown }).prototype;
      return typeof value === 'object' && value !== null && Object.prototype.isPrototypeOf.call(of as object, value);
    },
  });
  return exported as unknown as Anything;
}

function withProperties(object: object): object {
  const database = databases.get(object)!;
  const getters: Record<string, PropertyDescriptor> = {
    isOpen: { get: () => database.isOpen, enumerable: true },
    isTransaction: { get: () => database.isTransaction, enumerable: true },
    limits: { get: () => database.limits, enumerable: true },
  };
  for (const [key, descriptor] of Object.entries(getters))
    if (database.has(key)) Object.defineProperty(object, key, descriptor);
  const type = Symbol.for('sqlite-type');
  return Object.assign(object, { [type]: 'node:sqlite' });
}

const backup: Maker = (original) =>
  function backup(...args: unknown[]): unknown {
    const database = databases.get(args[0] as object);
    return database === undefined ? Reflect.apply(original, undefined, args) : database.backup(args.slice(1));
  };

/** Only when it is asked for, as for better-sqlite3. It needs to see whether a transaction is open, as Node can tell since 22.16. */
export default defineAdapter({
  ...record,
  files: {},
  builtin: { DatabaseSync: offloaded, Database: offloaded, backup },
});
