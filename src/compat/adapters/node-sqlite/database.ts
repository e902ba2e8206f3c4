import { GreenpatchError } from '../../../base/errors';
import { spawn } from '../../../hub';
import type { Anything } from '../../../patch';
import { DatabaseConnection } from '../../sqlite/connection';
import { aggregate, asking, table } from './functions';
import { CONTROL } from '../../sqlite/control';
import { limitsOf } from './limits';
import { DIALECT, type SqliteMethods, type Sqlite } from './native';

const ROOT = 0;
/** Threads of databases that the program has let go of are ended. */
const forgotten = new FinalizationRegistry<DatabaseConnection>((connection) => connection.end());

/** What lies behind one object of class DatabaseSync, which Node 26.12 calls Database as well. */
export class OffloadedDatabase {
  /** Null while it is closed. */
  connection: DatabaseConnection | null = null;
  /** Node's own, which is never opened: it checks arguments, and answers for a closed one. */
  readonly #closed: SqliteMethods;
  readonly #sqlite: Sqlite;
  readonly #args: readonly unknown[];

  /** @throws what Node's class throws for these arguments */
  constructor(
    sqlite: Sqlite,
    readonly object: object,
    args: readonly unknown[],
  ) {
    const [path, options = {}, ...rest] = args;
    this.#closed = new sqlite.DatabaseSync(
      path,
      ...(args.length > 1 ? [unopened(args[1]), ...rest] : [{ open: false }]),
    );
    this.#sqlite = sqlite;
    const shown = path instanceof URL ? path.href : path;
    this.#args = [shown, ...args.slice(1)];
    if ((options as { open?: unknown }).open !== false) this.open(sqlite.DatabaseSync as unknown as Anything);
  }

  /** Whether this Node has such a property. */
  has(property: string): boolean {
    return Object.hasOwn(this.#closed, property);
  }

  get isOpen(): boolean {
    return this.connection !== null;
  }

  get isTransaction(): boolean {
    if (this.connection !== null) return this.connection.inTransaction;
    return (this.#closed as unknown as { isTransaction: boolean }).isTransaction; // which throws
  }

  get limits(): unknown {
    if (this.connection === null) return (this.#closed as unknown as { limits: unknown }).limits;
    return limitsOf((args) => this.remote('limits', args, limitsOf as Anything));
  }

  call(name: string, original: Anything, args: readonly unknown[], below: Anything): unknown {
    if (name === 'open' && this.connection === null) return this.open(below);
    if (name === 'dispose') return this.connection === null ? undefined : this.call('close', original, [], below);
    if (this.connection === null) return Reflect.apply(original, this.#closed, args);
    if (name === 'createTagStore') throw noTagStore();
    const result = this.remote(name, this.#sent(name, args), below, name === 'exec' && CONTROL.test(String(args[0])));
    if (name === 'close') this.#close();
    return result;
  }

  /** A call of the thread's own. */
  remote(name: string, args: readonly unknown[], below: Anything, whole = false): unknown {
    return this.connection!.call(`DatabaseSync.${name}`, ROOT, name, args, { below, whole });
  }

  backup(args: readonly unknown[]): Promise<unknown> {
    const connection = this.connection;
    if (connection === null) return this.#sqlite.backup!(this.#closed, ...args) as Promise<unknown>;
    const [target, ...rest] = args;
    const sent = asking(connection, [target instanceof URL ? target.href : target, ...rest]);
    const call = () => connection.call('backup', ROOT, 'backup', sent, { below: call });
    return Promise.resolve(spawn(call));
  }

  open(below: Anything): undefined {
    const [path, options = {}] = this.#args;
    const connection = new DatabaseConnection(DIALECT, String(path), null);
    try {
      connection.start('new DatabaseSync()', [path, { ...(options as object), open: true }], { below });
    } catch (error) {
      connection.end();
      throw error;
    }
    this.connection = connection;
    forgotten.register(this.object, connection, connection);
  }

  #sent(name: string, args: readonly unknown[]): readonly unknown[] {
    if (/^(function|setAuthorizer|applyChangeset)$/.test(name)) return asking(this.connection!, args);
    const [, options] = args;
    const made = { aggregate, createModule: table }[name];
    if (made === undefined || typeof options !== 'object' || options === null) return args;
    return [args[0], made(this.connection!, options), ...args.slice(2)];
  }

  #close(): void {
    forgotten.unregister(this.connection!);
    this.connection!.end();
    this.connection = null;
  }
}

/** The options of a database, for one that is not to be opened. Wrong ones stay wrong. */
function unopened(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const { open } = options as { open?: unknown };
  return open === undefined || typeof open === 'boolean' ? { ...options, open: false } : options;
}

function noTagStore(): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_OFFLOAD',
    'createTagStore() keeps statements of a database in this thread, and this one was moved to a worker thread. Use prepare(), which ' +
      "gives the same rows, or leave this program's node:sqlite where it is: without node:sqlite:offload in GREENPATCH_COMPAT.",
  );
}
