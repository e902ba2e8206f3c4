// Runs in the thread that has a database: the library itself, and its addon.
import type { Cursor, Driver } from '../../sqlite/driver';

/** What the library's addon exports, as far as it is used here. */
interface AddonInWorker {
  readonly Database: new (...args: unknown[]) => DatabaseHandle;
  readonly Statement: abstract new () => StatementHandle;
  readonly Backup: abstract new () => object;
}
interface DatabaseHandle {
  readonly open: boolean;
  readonly inTransaction: boolean;
  prepare(source: string, database: object, pragma: boolean, ...rest: unknown[]): StatementHandle;
}
interface StatementHandle {
  readonly reader: boolean;
  readonly readonly: boolean;
  readonly busy: boolean;
  iterate(...args: unknown[]): IterableIterator<unknown>;
  run(): unknown;
}

export interface Setup {
  /** File that the library begins with. */
  readonly library: string;
  readonly addon: string;
}

const BUSY = 'This statement is busy executing a query';
/** What a statement refuses while its rows are being read. */
const EXCLUSIVE = /^(run|get|all|iterate|bind|pluck|expand|raw|safeIntegers)$/;

/** Stands for the objects of the program that the addon keeps beside its own. */
const STAND_IN = {};

/** Rows of a statement, some of which may have been read before the program wants them. The database is busy all the same. */
class BetterSqliteRows implements Cursor {
  readonly #rows: IterableIterator<unknown>;
  /** A statement that is never read: the addon counts iterators. */
  readonly #guard: IterableIterator<unknown>;
  readonly #left: () => void;
  #ended = false;

  constructor(rows: IterableIterator<unknown>, guard: IterableIterator<unknown>, left: () => void) {
    this.#rows = rows;
    this.#guard = guard;
    this.#left = left;
  }

  page(most: number): ReturnType<Cursor['page']> {
    const rows: unknown[] = [];
    try {
      while (rows.length < most) {
        const { done, value } = this.#rows.next();
        if (done) return this.#last(rows);
        rows.push(value);
      }
      return { rows, ended: false };
    } catch (error) {
      return { ...this.#last(rows), thrown: { error } };
    }
  }

  #last(rows: unknown[]): { rows: unknown[]; ended: true } {
    if (rows.length === 0) this.finish();
    return { rows, ended: true };
  }

  finish(): void {
    if (this.#ended) return;
    this.#rows.return!();
    this.#ended = true;
    this.#guard.return!();
    this.#left();
  }
}

class BetterSqlite implements Driver {
  readonly #addon: AddonInWorker;
  #database!: DatabaseHandle;
  readonly #cursors = new Set<BetterSqliteRows>();
  readonly #iterated = new Set<StatementHandle>();

  constructor({ library, addon }: Setup) {
    const Library = require(library) as new (file: string) => { close(): void };
    new Library(':memory:').close(); // which makes the addon ready
    this.#addon = require(addon) as AddonInWorker;
  }

  open(args: readonly unknown[]): DatabaseHandle {
    return (this.#database = new this.#addon.Database(...args));
  }

  state(): { open: boolean; inTransaction: boolean } {
    const { open, inTransaction } = this.#database;
    return { open, inTransaction };
  }

  call(target: object, name: string, args: readonly unknown[]): unknown {
    const statement = target as StatementHandle;
    if (this.#iterated.has(statement) && EXCLUSIVE.test(name)) throw new TypeError(BUSY);
    if (name === 'iterate') return this.#iterate(statement, args);
    const own =
      name === 'prepare'
        ? [args[0], STAND_IN, ...args.slice(2)]
        : name === 'backup'
          ? [STAND_IN, ...args.slice(1)]
          : args;
    const result = Reflect.apply((target as Record<string, (...args: unknown[]) => unknown>)[name]!, target, own);
    return result === target ? undefined : result;
  }

  get(target: object, name: string): unknown {
    return this.#iterated.has(target as StatementHandle) || (target as Record<string, unknown>)[name];
  }

  about(result: object): Readonly<Record<string, unknown>> | undefined {
    if (result instanceof this.#addon.Statement) return { reader: result.reader, readonly: result.readonly };
    return result instanceof this.#addon.Backup || result instanceof BetterSqliteRows ? {} : undefined;
  }

  rollback(): void {
    for (const cursor of this.#cursors) cursor.finish();
    if (this.#database.inTransaction) this.#database.prepare('ROLLBACK', STAND_IN, false, false).run();
  }

  #iterate(statement: StatementHandle, args: readonly unknown[]): BetterSqliteRows {
    const rows = statement.iterate(...args);
    const guard = this.#database.prepare('SELECT 1', STAND_IN, false, false).iterate();
    this.#iterated.add(statement);
    const cursor: BetterSqliteRows = new BetterSqliteRows(rows, guard, () => {
      this.#iterated.delete(statement);
      this.#cursors.delete(cursor);
    });
    this.#cursors.add(cursor);
    return cursor;
  }
}

export const makeDriver = (setup: Setup): Driver => new BetterSqlite(setup);
