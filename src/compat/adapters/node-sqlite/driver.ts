// Runs in the thread that has a database: Node's own classes.
import { createRequire } from 'node:module';
import type { Cursor, Driver } from '../../sqlite/driver';

type DriverMethods = Record<string, (...args: unknown[]) => unknown>;
type SqliteModule = Record<'DatabaseSync' | 'StatementSync', new (...args: unknown[]) => object> & {
  readonly backup?: (...args: unknown[]) => Promise<number>;
};

/** Where the module is experimental, Node has said so in the program's thread already. */
function load(): SqliteModule {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return createRequire(__filename)('node:sqlite') as SqliteModule;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Rows are read one by one: what is written meanwhile may show. */
class NodeSqliteRows implements Cursor {
  readonly #rows: Iterator<unknown>;

  constructor(rows: Iterator<unknown>) {
    this.#rows = rows;
  }

  page(): ReturnType<Cursor['page']> {
    const { done = false, value } = this.#rows.next();
    return done ? { rows: [], ended: true } : { rows: [value], ended: false };
  }

  finish(): void {
    this.#rows.return!();
  }
}

/** Undefined for a text that is no statement: until Node 24 it is an object nevertheless, which throws. */
function sourceOf(statement: object): string | undefined {
  try {
    return (statement as { sourceSQL: string }).sourceSQL;
  } catch {
    return undefined;
  }
}

class NodeSqlite implements Driver {
  readonly #sqlite = load();
  #database!: DriverMethods;
  /** Not all Node lines export their class. */
  readonly #sessions = new WeakSet();
  readonly #cursors = new Set<WeakRef<NodeSqliteRows>>();

  open(args: readonly unknown[]): object {
    return (this.#database = new this.#sqlite.DatabaseSync(...args) as DriverMethods);
  }

  state(): { open: boolean; inTransaction: boolean } {
    const database = this.#database as unknown as Record<'isOpen' | 'isTransaction', boolean>;
    const open = database.isOpen;
    return { open, inTransaction: open && database.isTransaction };
  }

  call(target: object, name: string, args: readonly unknown[]): unknown {
    if (name === 'backup') return this.#sqlite.backup!(this.#database, ...args);
    if (name === 'limits') return this.#limit(...(args as [string, unknown?]));
    const result = (target as DriverMethods)[name]!(...args);
    if (name === 'createSession') this.#sessions.add(result as object);
    if (name !== 'iterate') return result;
    const rows = new NodeSqliteRows(result as Iterator<unknown>);
    this.#cursors.add(new WeakRef(rows));
    return rows;
  }

  get(target: object, name: string): unknown {
    return (target as Record<string, unknown>)[name];
  }

  about(result: object): Readonly<Record<string, unknown>> | undefined {
    if (result instanceof this.#sqlite.StatementSync) return { statement: true, sourceSQL: sourceOf(result) };
    return result instanceof NodeSqliteRows || this.#sessions.has(result) ? {} : undefined;
  }

  rollback(): void {
    for (const cursor of this.#cursors) cursor.deref()?.finish();
    this.#cursors.clear();
    if (this.state().inTransaction) this.#database.exec!('ROLLBACK');
  }

  /** All of them, or one that is set. */
  #limit(name?: string, value?: unknown): unknown {
    const { limits } = this.#database as unknown as { limits: Record<string, unknown> };
    if (name === undefined) return { ...limits };
    limits[name] = value;
    return undefined;
  }
}

export const makeDriver = (): Driver => new NodeSqlite();
