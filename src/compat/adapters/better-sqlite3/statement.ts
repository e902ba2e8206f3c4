import type { Anything } from '../../../patch';
import type { DatabaseConnection, RemoteHandle } from '../../sqlite/connection';
import { CONTROL } from '../../sqlite/control';
import type { Database } from './database';

interface Parts {
  readonly owner: Database;
  readonly connection: DatabaseConnection;
  readonly remote: RemoteHandle;
  readonly source: string;
  /** The library's own object. */
  readonly database: object;
  /** Where the addon has this property. */
  readonly busyFirst: boolean;
}

/** Statements that the program has let go of are freed. */
const forgotten = new FinalizationRegistry<Pick<Parts, 'connection' | 'remote'>>(({ connection, remote }) =>
  connection.free(remote.handle),
);

const frozen = (value: unknown) => ({ value, enumerable: true });
/** Rows that are fetched at once: the first page, and at most. */
const FIRST_PAGE = 16;
const LARGEST_PAGE = 1024;

/** As the addon's class of this name, whose objects a program gets from `prepare`. */
export class Statement {
  declare readonly reader: boolean;
  declare readonly readonly: boolean;
  declare readonly source: string;
  declare readonly database: object;
  declare readonly busy: boolean;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
    const { remote, source, database, busyFirst } = parts;
    const busy = { get: () => this.#busy(), enumerable: true };
    Object.defineProperties(this, {
      ...(busyFirst && { busy }),
      reader: frozen(remote.about.reader),
      readonly: frozen(remote.about.readonly),
      source: frozen(source),
      database: frozen(database),
      busy,
    });
    forgotten.register(this, { connection: parts.connection, remote });
  }

  /** @internal */
  static make(parts: Parts): Statement {
    return new Statement(parts);
  }

  run(...args: unknown[]): unknown {
    return this.#call('run', args, this.run, CONTROL.test(this.source));
  }

  get(...args: unknown[]): unknown {
    return this.#call('get', args, this.get);
  }

  all(...args: unknown[]): unknown {
    return this.#call('all', args, this.all);
  }

  iterate(...args: unknown[]): unknown {
    const { owner, connection, remote } = this.#parts;
    if (owner.closed) return this.#call('iterate', args, this.iterate);
    const options = { below: this.iterate };
    return new StatementIterator(
      this,
      this.#parts,
      connection.iterate('Statement.iterate', remote.handle, args, options),
    );
  }

  bind(...args: unknown[]): this {
    this.#call('bind', args, this.bind);
    return this;
  }

  pluck(...args: unknown[]): this {
    this.#call('pluck', args, this.pluck);
    return this;
  }

  expand(...args: unknown[]): this {
    this.#call('expand', args, this.expand);
    return this;
  }

  raw(...args: unknown[]): this {
    this.#call('raw', args, this.raw);
    return this;
  }

  safeIntegers(...args: unknown[]): this {
    this.#call('safeIntegers', args, this.safeIntegers);
    return this;
  }

  columns(): unknown {
    return this.#call('columns', [], this.columns);
  }

  #call(name: string, args: readonly unknown[], below: Anything, whole = false): unknown {
    const { owner, remote } = this.#parts;
    return owner.ofStatement(remote, name, args, below, whole);
  }

  #busy(): boolean {
    const { owner, connection, remote } = this.#parts;
    if (owner.closed) return false;
    return connection.get('Statement.busy', remote.handle, 'busy', { below: this.run }) as boolean;
  }
}

export const makeStatement = (parts: Parts): Statement => Statement.make(parts);

type StatementStep = IteratorResult<unknown, undefined>;
const DONE = (): StatementStep => ({ value: undefined, done: true });

/** As the addon's class of this name. Rows come in pages. */
class StatementIterator {
  declare readonly statement: Statement;
  readonly #parts: Parts;
  readonly #handle: number;
  #rows: unknown[] = [];
  #at = 0;
  #most = FIRST_PAGE;
  /** There are no more rows behind those that are here, but perhaps an error. */
  #ended = false;
  #thrown: { readonly error: unknown } | undefined;
  #alive = true;

  constructor(statement: Statement, parts: Parts, { handle }: RemoteHandle) {
    this.#parts = parts;
    this.#handle = handle;
    Object.defineProperty(this, 'statement', frozen(statement));
  }

  next(): StatementStep {
    if (this.#at < this.#rows.length) return { value: this.#rows[this.#at++], done: false };
    if (!this.#alive || this.#parts.owner.closed) return DONE();
    if (this.#ended) return this.#last(this.next);
    this.#fetch(this.next);
    if (this.#rows.length > 0) return this.next();
    this.#alive = false; // and has been ended there, too
    return this.#end();
  }

  return(): StatementStep {
    this.#rows = [];
    this.#thrown = undefined;
    return this.#alive && !this.#parts.owner.closed ? this.#last(this.return) : DONE();
  }

  [Symbol.iterator](): this {
    return this;
  }

  #fetch(below: Anything): void {
    const { owner, connection } = this.#parts;
    const most = owner.eager ? this.#most : 1;
    this.#most = Math.min(this.#most * 4, LARGEST_PAGE);
    let page: ReturnType<DatabaseConnection['page']> | undefined;
    try {
      page = connection.page('StatementIterator.next', this.#handle, most, { below });
    } finally {
      if (page === undefined) this.#alive = false;
    }
    this.#rows = page.rows;
    this.#at = 0;
    this.#ended = page.ended;
    if ('thrown' in page) this.#thrown = { error: page.thrown };
  }

  #last(below: Anything): StatementStep {
    this.#alive = false;
    this.#parts.connection.finish('StatementIterator.return', this.#handle, { below });
    return this.#end();
  }

  #end(): StatementStep {
    if (this.#thrown !== undefined) throw this.#thrown.error;
    return DONE();
  }
}
