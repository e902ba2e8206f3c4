// Runs in the thread that has a database, without the rest of greenpatch.
import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { Cursor, Driver, DriverFile } from './driver';
import {
  type CallAnswer,
  type Arguments,
  type Ask,
  type Died,
  type CallFailure,
  type FromWorker,
  type CallOutcome,
  type Start,
  type DatabaseTask,
  TO_PROGRAM,
  TO_WORKER,
  type ToWorker,
} from './protocol';
import { pack, packArguments } from './worker-values';
import { withStands } from './worker-stands';
import { pack as packError } from '../../base/pack-error';

/** Thrown through SQLite when the program's function has thrown. */
const FAILED = new Error("The program's function has thrown.");
const DATABASE = 0;
/** The class of better-sqlite3. It is made again by the library, in the program. */
const LIBRARY_ERROR = 'SqliteError';

class DatabaseServer {
  readonly #port: MessagePort;
  readonly #signals: Int32Array;
  readonly #driver: Driver;
  readonly #objects = new Map<number, object>();
  #last = DATABASE;
  #ended = false;

  constructor({ port, signals, driver, setup }: Start) {
    this.#port = port;
    this.#signals = signals;
    this.#driver = (require(driver) as DriverFile).makeDriver(setup);
  }

  /** Until it is told to end. The event loop of this thread has nothing to do meanwhile. */
  async serve(): Promise<void> {
    for (;;) {
      const message = this.#receive();
      if ('end' in message) break;
      const later = 'task' in message ? this.#carryOut(message) : undefined;
      if (later !== undefined) await later;
    }
    this.#ended = true;
    this.#port.close();
  }

  #receive(): ToWorker {
    for (;;) {
      const seen = Atomics.load(this.#signals, TO_WORKER);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return received.message as ToWorker;
      Atomics.wait(this.#signals, TO_WORKER, seen);
    }
  }

  /** The thread ends by itself, and not because it was told to. */
  died(why: string): void {
    if (!this.#ended) this.#post({ died: why });
  }

  #post(message: FromWorker | Died): void {
    this.#port.postMessage(message);
    Atomics.add(this.#signals, TO_PROGRAM, 1);
    Atomics.notify(this.#signals, TO_PROGRAM);
  }

  /** Gives a promise for what takes the event loop of this thread. */
  #carryOut({ task, freed }: Extract<ToWorker, { task: DatabaseTask }>): Promise<void> | undefined {
    for (const id of freed) this.#objects.delete(id);
    try {
      const outcome = this.#outcome(task);
      if (!(outcome instanceof Promise)) this.#answer(outcome);
      else {
        return outcome.then(
          (later) => this.#answer(later),
          (error: unknown) => this.#answer({ thrown: failure(error) }),
        );
      }
    } catch (error) {
      this.#answer({ thrown: failure(error) });
    }
    return undefined;
  }

  #answer(outcome: CallOutcome): void {
    this.#post({ outcome, ...this.#state() } satisfies CallAnswer);
  }

  #state(): { open: boolean; inTransaction: boolean } {
    return this.#objects.has(DATABASE) ? this.#driver.state() : { open: false, inTransaction: false };
  }

  #outcome(task: DatabaseTask): CallOutcome | Promise<CallOutcome> {
    switch (task.do) {
      case 'open':
        this.#objects.set(DATABASE, this.#driver.open(this.#arguments(task)));
        return { value: pack(undefined) };
      case 'call':
        return this.#result(this.#driver.call(this.#object(task.on), task.name, this.#arguments(task)));
      case 'get':
        return this.#result(this.#driver.get(this.#object(task.on), task.name));
      case 'page':
        return this.#page(this.#object(task.on) as Cursor, task.most);
      case 'finish':
        (this.#objects.get(task.on) as Cursor | undefined)?.finish();
        this.#objects.delete(task.on);
        return { value: pack(undefined) };
      case 'rollback':
        this.#driver.rollback();
        return { value: pack(undefined) };
    }
  }

  #object(id: number): object {
    return this.#objects.get(id)!;
  }

  #result(value: unknown): CallOutcome | Promise<CallOutcome> {
    if (value instanceof Promise) return value.then((later) => ({ value: pack(later) }));
    const about = typeof value === 'object' && value !== null ? this.#driver.about(value) : undefined;
    if (about === undefined) return { value: pack(value) };
    this.#objects.set(++this.#last, value as object);
    return { value: { handle: this.#last, about } };
  }

  #page(cursor: Cursor, most: number): CallOutcome {
    const { rows, ended, thrown } = cursor.page(most);
    const page = { rows: pack(rows), count: rows.length, ended };
    return { page: thrown === undefined ? page : { ...page, thrown: failure(thrown.error) } };
  }

  #arguments(given: Arguments): unknown[] {
    return withStands(given, this.#ask);
  }

  /** Has the program call one of its functions. What that calls of this database comes in the meantime. */
  readonly #ask = (id: number, args: readonly unknown[]): unknown => {
    this.#post({ ask: id, args: packArguments(args) } satisfies Ask);
    for (;;) {
      const message = this.#receive();
      if ('reply' in message) return this.#arguments(message.reply)[0];
      if ('task' in message) void this.#carryOut(message);
      else throw FAILED;
    }
  };
}

function failure(error: unknown): CallFailure {
  if (error === FAILED) return { asked: true };
  const { name, message = '', code = '', stack = '' } = error as Partial<NodeJS.ErrnoException>;
  const headline = String(stack).split('\n    at ', 1)[0]!;
  if (name === LIBRARY_ERROR) return { thrown: null, headline, library: { message, code } };
  return { thrown: packError(error, __filename), headline };
}

// Only where the program has started this thread for it.
parentPort!.once('message', (start: Start) => {
  const server = new DatabaseServer(start);
  process.once('exit', (code) => server.died(`it ended with exit code ${code}`));
  server.serve().catch((error: unknown) => {
    server.died(String(error));
    throw error;
  });
});
