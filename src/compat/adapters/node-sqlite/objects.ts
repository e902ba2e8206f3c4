import type { Anything } from '../../../patch';
import type { DatabaseConnection, RemoteHandle } from '../../sqlite/connection';
import { CONTROL } from '../../sqlite/control';
import { type SqliteMethods, standBefore } from './native';

/** A statement or session of an offloaded database. */
interface Part {
  readonly connection: DatabaseConnection;
  readonly remote: RemoteHandle;
  /** Whether the database has been closed since. */
  readonly over: () => boolean;
}

const parts = new WeakMap<object, Part>();
const forgotten = new FinalizationRegistry<Part>(({ connection, remote, over }) => {
  if (!over()) connection.free(remote.handle);
});

/** Makes objects that stand for those of one of Node's classes. */
export class SqliteMakers {
  readonly #statement: object;
  readonly #session: object | undefined;
  /** Statement and session of a database that was closed. */
  readonly #ended: { readonly statement: SqliteMethods; readonly session: SqliteMethods | undefined };

  constructor(ended: SqliteMakers['ended']) {
    this.#ended = ended;
    const { statement, session } = ended;
    this.#statement = standBefore(Object.getPrototypeOf(statement) as object, (name) =>
      this.#method('StatementSync', name),
    );
    if (session === undefined) return;
    this.#session = standBefore(Object.getPrototypeOf(session) as object, (name) => this.#method('Session', name));
  }

  get ended(): { readonly statement: SqliteMethods; readonly session: SqliteMethods | undefined } {
    return this.#ended;
  }

  make(part: Part): object {
    const { statement } = part.remote.about as { statement?: boolean };
    const made = Object.create(statement ? this.#statement : this.#session!) as object;
    parts.set(made, part);
    forgotten.register(made, part);
    if (statement) this.#properties(made, part);
    return made;
  }

  #properties(made: object, part: Part): void {
    const { connection, remote, over } = part;
    const property = (name: string): PropertyDescriptor => {
      const get = (): unknown => {
        const known = remote.about[name] as unknown;
        if (over()) return (this.ended.statement as Record<string, unknown>)[name];
        return known ?? connection.get(`StatementSync.${name}`, remote.handle, name, { below: get });
      };
      return { get, enumerable: true };
    };
    Object.defineProperties(made, { sourceSQL: property('sourceSQL'), expandedSQL: property('expandedSQL') });
  }

  #method(of: string, name: string): Anything {
    const { ended } = this;
    const call = function (this: object, ...args: unknown[]): unknown {
      const part = parts.get(this)!;
      const { connection, remote, over } = part;
      if (over()) {
        const twin = of === 'Session' ? ended.session! : ended.statement;
        return Reflect.apply(twin[name === 'dispose' ? Symbol.dispose : name]!, twin, args);
      }
      const what = `${of}.${name}`;
      if (name === 'iterate') {
        const cursor = connection.iterate(what, remote.handle, args, { below: call });
        return new RowIterator({ connection, remote: cursor, over });
      }
      const own = name === 'dispose' ? 'close' : name;
      const whole = own === 'run' && CONTROL.test(String(remote.about.sourceSQL));
      return connection.call(what, remote.handle, own, args, { below: call, whole });
    };
    return call;
  }
}

type RowStep = IteratorResult<unknown, null>;
const step = (value: unknown, done: boolean): RowStep =>
  Object.assign(Object.create(null) as object, { done, value }) as RowStep;

const Base = ((globalThis as { Iterator?: unknown }).Iterator ?? Object) as new () => object;

/** As Node's iterator of rows. */
class RowIterator extends Base {
  readonly #part: Part;
  #ended = false;

  constructor(part: Part) {
    super();
    this.#part = part;
    forgotten.register(this, part);
  }

  next(): RowStep {
    const { connection, remote, over } = this.#part;
    if (this.#ended || over()) return step(null, true);
    const { rows, ended, thrown } = connection.page('StatementSync.iterate', remote.handle, 1, { below: this.next });
    if (ended) this.#ended = true;
    if (thrown !== undefined) throw thrown;
    return ended ? step(null, true) : step(rows[0], false);
  }

  return(): RowStep {
    const { connection, remote, over } = this.#part;
    if (!this.#ended && !over()) {
      this.#ended = true;
      connection.finish('StatementSync.iterate', remote.handle, { below: this.return });
    }
    return step(null, true);
  }

  [Symbol.iterator](): this {
    return this;
  }
}
