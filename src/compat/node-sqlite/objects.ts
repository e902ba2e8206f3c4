import type { Anything } from '../../patch';
import type { Connection, Remote } from '../sqlite/connection';
import { CONTROL } from '../sqlite/control';
import { type Class, type Methods, standBefore } from './native';

/** A statement or session of an offloaded database. */
interface Part {
  readonly connection: Connection;
  readonly remote: Remote;
  /** Whether the database has been closed since. */
  readonly over: () => boolean;
}

const parts = new WeakMap<object, Part>();
const forgotten = new FinalizationRegistry<Part>(({ connection, remote, over }) => {
  if (!over()) connection.free(remote.handle);
});

/** Makes objects that stand for those of one of Node's classes. */
export class Makers {
  readonly #statement: object;
  readonly #session: object | undefined;
  /** Statement and session of a database that was closed. */
  readonly #ended: { readonly statement: Methods; readonly session: Methods | undefined };

  constructor(statement: Class, session: Class | undefined, ended: Makers['ended']) {
    this.#ended = ended;
    this.#statement = standBefore(statement, (name) => this.#method('StatementSync', name));
    if (session !== undefined) this.#session = standBefore(session, (name) => this.#method('Session', name));
  }

  get ended(): { readonly statement: Methods; readonly session: Methods | undefined } {
    return this.#ended;
  }

  make(part: Part): object {
    const { sourceSQL } = part.remote.about as { sourceSQL?: string };
    const made = Object.create(sourceSQL === undefined ? this.#session! : this.#statement) as object;
    parts.set(made, part);
    forgotten.register(made, part);
    if (sourceSQL !== undefined) this.#properties(made, part, sourceSQL);
    return made;
  }

  #properties(made: object, part: Part, sourceSQL: string): void {
    const { ended } = this;
    const expanded = (): unknown => {
      if (part.over()) return (ended.statement as unknown as { expandedSQL: unknown }).expandedSQL;
      return part.connection.get('StatementSync.expandedSQL', part.remote.handle, 'expandedSQL', { below: expanded });
    };
    const source = (): unknown =>
      part.over() ? (ended.statement as unknown as { sourceSQL: unknown }).sourceSQL : sourceSQL;
    Object.defineProperties(made, {
      sourceSQL: { get: source, enumerable: true },
      expandedSQL: { get: expanded, enumerable: true },
    });
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

type Step = IteratorResult<unknown, null>;
const step = (value: unknown, done: boolean): Step =>
  Object.assign(Object.create(null) as object, { done, value }) as Step;

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

  next(): Step {
    const { connection, remote, over } = this.#part;
    if (this.#ended || over()) return step(null, true);
    const { rows, ended, thrown } = connection.page('StatementSync.iterate', remote.handle, 1, { below: this.next });
    if (ended) this.#ended = true;
    if (thrown !== undefined) throw thrown;
    return ended ? step(null, true) : step(rows[0], false);
  }

  return(): Step {
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
