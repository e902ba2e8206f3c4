import { runningFiber } from '../../hub';
import { DatabaseConversation, type Dialect } from './conversation';
import { type CallOptions, Pending } from './pending';
import type { CallOutcome, Page, DatabaseTask } from './protocol';
import { unpack } from './values';

export type { Dialect } from './conversation';

/** An object that stays with the database's thread. */
export interface RemoteHandle {
  readonly handle: number;
  readonly about: Readonly<Record<string, any>>;
}

/**
 * One database in a thread of its own, as the program sees it. In a fiber a call waits for its turn and parks until the answer has
 * come; elsewhere it blocks until then. A transaction belongs to the fiber that has begun it, until it has ended, and so do the rows
 * of a cursor: no other code would get in between in plain Node.
 */
export class DatabaseConnection {
  readonly #talk: DatabaseConversation;

  /**
   * @param name of the database, for reports
   * @param setup for the driver
   */
  constructor(dialect: Dialect, name: string, setup: unknown) {
    this.#talk = new DatabaseConversation(dialect, name, setup);
  }

  get functions(): DatabaseConversation['functions'] {
    return this.#talk.functions;
  }

  get open(): boolean {
    return this.#talk.open;
  }

  /** Whether the caller's statements are in a transaction. One of another fiber is not the caller's. */
  get inTransaction(): boolean {
    return this.#talk.inTransaction;
  }

  /** Has the driver open the database. */
  start(what: string, args: readonly unknown[], options: CallOptions): void {
    this.#request(what, { do: 'open', ...this.#talk.sender.pack(args) }, options);
  }

  call(what: string, on: number, name: string, args: readonly unknown[], options: CallOptions): unknown {
    const packed = this.#talk.sender.pack(args);
    try {
      return this.#value(this.#request(what, { do: 'call', on, name, ...packed }, options));
    } finally {
      this.#talk.functions.forgetGetters(packed);
    }
  }

  get(what: string, on: number, name: string, options: CallOptions): unknown {
    return this.#value(this.#request(what, { do: 'get', on, name }, options));
  }

  /** Opens a cursor. */
  iterate(what: string, on: number, args: readonly unknown[], options: CallOptions): RemoteHandle {
    const undo = (outcome: CallOutcome): void => {
      if ('value' in outcome && 'handle' in outcome.value) this.#talk.letGo(outcome.value.handle);
    };
    return this.call(what, on, 'iterate', args, { ...options, undo }) as RemoteHandle;
  }

  /** Reads rows; `thrown` is what comes behind them. */
  page(
    what: string,
    on: number,
    most: number,
    options: CallOptions,
  ): { rows: unknown[]; ended: boolean; thrown?: unknown } {
    const task: DatabaseTask = { do: 'page', on, most };
    const pending = new Pending(task, runningFiber(), { ...options, undo: () => this.#talk.letGo(on) });
    const { page } = this.#talk.request(what, pending) as { page: Page };
    const rows = unpack(page.rows as never, this.#talk.dialect.buffers) as unknown[];
    if (page.thrown === undefined) return { rows, ended: page.ended };
    return { rows, ended: true, thrown: this.#talk.error(page.thrown, pending) };
  }

  /** Ends a cursor. */
  finish(what: string, on: number, options: CallOptions): void {
    this.#request(what, { do: 'finish', on }, { ...options, whole: true });
  }

  /** An object that stays with the thread is not needed any more. */
  free(handle: number): void {
    this.#talk.free(handle);
  }

  /** Ends the thread, which closes the database. */
  end(): void {
    this.#talk.end();
  }

  #value(outcome: CallOutcome): unknown {
    const { value } = outcome as Extract<CallOutcome, { value: unknown }>;
    return 'handle' in value ? (value satisfies RemoteHandle) : unpack(value, this.#talk.dialect.buffers);
  }

  #request(what: string, task: DatabaseTask, options: CallOptions): CallOutcome {
    return this.#talk.request(what, new Pending(task, runningFiber(), options));
  }
}
