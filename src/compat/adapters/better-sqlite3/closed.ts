import type { SqliteAddon, NativeMethods, NativeDatabase } from './library';

/** A database that was closed, with its statements: what they answer does not depend on what they have been. */
interface Closed {
  readonly database: NativeDatabase;
  readonly reader: NativeMethods;
  readonly writer: NativeMethods;
}

const closed = new WeakMap<SqliteAddon, Closed>();

/** Calls go to these once the thread of a database has ended with it. */
export function closedOf(addon: SqliteAddon): Closed {
  const known = closed.get(addon);
  if (known !== undefined) return known;
  const database = new addon.Database(':memory:', ':memory:', true, false, false, 0, null, null, null, null);
  const prepare = (source: string) => database.prepare(source, {}, false, false);
  const made = { database, reader: prepare('SELECT 1'), writer: prepare('BEGIN') };
  database.close!();
  closed.set(addon, made);
  return made;
}
