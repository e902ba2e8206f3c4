import type { Anything } from '../../../patch';
import { DatabaseConnection, type RemoteHandle } from '../../sqlite/connection';
import { CONTROL } from '../../sqlite/control';
import { closedOf } from './closed';
import { aggregate, table, type AggregateParts } from './functions';
import type { Library } from './library';
import { makeStatement, type Statement } from './statement';

const ROOT = 0;

/** Threads of databases that the program has let go of are ended. */
const forgotten = new FinalizationRegistry<DatabaseConnection>((connection) => connection.end());

const frozen = (value: unknown) => ({ value, enumerable: true });

/**
 * Stands for the addon's own class, beneath the library's: what that has in JavaScript (checks of options, transactions,
 * pragmas, backups) is as it is.
 */
export class Database {
  declare readonly name: string;
  declare readonly memory: boolean;
  declare readonly readonly: boolean;
  readonly #library: Library;
  readonly #connection: DatabaseConnection;
  readonly #busyFirst: boolean;
  #closed = false;
  /** Rows are read one by one where that may be noticed: functions of the program, or an unsafe mode. */
  eager = true;

  constructor(library: Library, args: readonly unknown[]) {
    const [, name, memory, readonly, , , verbose] = args;
    this.#library = library;
    this.#busyFirst = library.addon.setErrorConstructor !== undefined;
    this.#connection = new DatabaseConnection(library.dialect, String(name), library.setup);
    const sent = [...args];
    if (typeof verbose === 'function') {
      this.eager = false;
      sent[6] = this.#connection.functions.asked(verbose as Anything);
    }
    try {
      this.#connection.start('new Database()', sent, { below: Database as unknown as Anything });
    } catch (error) {
      this.#connection.end();
      throw error;
    }
    Object.defineProperties(this, { memory: frozen(memory), readonly: frozen(readonly), name: frozen(name) });
    forgotten.register(this, this.#connection, this);
  }

  get open(): boolean {
    return this.#connection.open;
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  prepare(...args: unknown[]): Statement {
    if (this.#closed) return this.#callClosed('prepare', args) as Statement;
    const remote = this.#call('prepare', args, this.prepare) as RemoteHandle;
    const [source, database] = args as [string, object];
    return makeStatement({
      owner: this,
      connection: this.#connection,
      remote,
      source,
      database,
      busyFirst: this.#busyFirst,
    });
  }

  exec(...args: unknown[]): unknown {
    return this.#call('exec', args, this.exec, CONTROL.test(String(args[0])));
  }

  serialize(...args: unknown[]): unknown {
    return this.#call('serialize', args, this.serialize);
  }

  loadExtension(...args: unknown[]): unknown {
    return this.#call('loadExtension', args, this.loadExtension);
  }

  defaultSafeIntegers(...args: unknown[]): unknown {
    return this.#call('defaultSafeIntegers', args, this.defaultSafeIntegers);
  }

  unsafeMode(...args: unknown[]): unknown {
    this.eager = false;
    return this.#closed ? undefined : this.#call('unsafeMode', args, this.unsafeMode);
  }

  function(...args: unknown[]): unknown {
    return this.#define('function', args, ([fn]) => [this.#connection.functions.asked(fn as Anything)], this.function);
  }

  aggregate(...args: unknown[]): unknown {
    const make = (parts: unknown[]) => aggregate(this.#connection, parts as unknown as AggregateParts);
    return this.#define('aggregate', args, make, this.aggregate);
  }

  table(...args: unknown[]): unknown {
    return this.#define('table', args, ([factory]) => [table(this.#connection, factory as Anything)], this.table);
  }

  backup(...args: unknown[]): unknown {
    if (this.#closed) return this.#callClosed('backup', args);
    const { handle } = this.#call('backup', args, this.backup) as RemoteHandle;
    const call = (name: string, given: unknown[], below: Anything) =>
      this.#closed
        ? this.#callClosed(name, given)
        : this.#connection.call(`Backup.${name}`, handle, name, given, { below });
    const backup = {
      transfer: (pages: number): unknown => call('transfer', [pages], backup.transfer),
      close: (): unknown => call('close', [], backup.close),
    };
    return backup;
  }

  close(): void {
    if (this.#closed) return;
    this.#call('close', [], this.close, true);
    if (this.#connection.open) return;
    this.#closed = true;
    forgotten.unregister(this);
    this.#connection.end();
  }

  /** Calls a method of a statement, or of what stands for it when the database is closed. */
  ofStatement(
    statement: RemoteHandle,
    name: string,
    args: readonly unknown[],
    below: Anything,
    whole: boolean,
  ): unknown {
    if (this.#closed) {
      const { reader, writer } = closedOf(this.#library.addon);
      return Reflect.apply(
        (statement.about.reader ? reader : writer)[name]!,
        statement.about.reader ? reader : writer,
        args,
      );
    }
    return this.#connection.call(`Statement.${name}`, statement.handle, name, args, { below, whole });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Something that calls functions of the program, for which others stand that ask for them. */
  #define(name: string, args: unknown[], make: (args: unknown[]) => unknown[], below: Anything): unknown {
    if (this.#closed) return this.#callClosed(name, args);
    this.eager = false;
    const made = make(args);
    return this.#call(name, [...made, ...args.slice(made.length)], below);
  }

  #call(name: string, args: readonly unknown[], below: Anything, whole = false): unknown {
    if (this.#closed) return this.#callClosed(name, args);
    return this.#connection.call(`Database.${name}`, ROOT, name, args, { below, whole });
  }

  #callClosed(name: string, args: readonly unknown[]): unknown {
    const { database } = closedOf(this.#library.addon);
    return Reflect.apply(database[name]!, database, args);
  }
}
