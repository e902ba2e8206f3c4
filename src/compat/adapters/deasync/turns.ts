import { AsyncResource } from 'node:async_hooks';
import type { Anything } from '../../../patch';
import { hub, park, runEntry, unwatchTurns, watchTurns, type Waker } from '../../../hub';

/** Looks after everything that Node has run whether a condition still holds. */
class LoopCondition {
  readonly what = 'deasync.loopWhile';
  // As a loop of its own would, which goes on when nothing is left that could end it.
  readonly keepAlive = true;
  readonly #context = new AsyncResource('loopWhile');
  #waker!: Waker<void>;
  #looking = false;

  constructor(private readonly predicate: () => unknown) {}

  start(waker: Waker<void>): void {
    this.#waker = waker;
    watchTurns(this.#turn);
  }

  end(): void {
    unwatchTurns(this.#turn);
  }

  /** The condition is the program's code and may block: then it is not looked at again before it has answered. */
  readonly #turn = (): void => {
    if (!this.#looking && !this.#waker.done) runEntry('deasync.loopWhile', this.#look, undefined, []);
  };

  readonly #look = (): void => {
    this.#looking = true;
    try {
      if (!this.#context.runInAsyncScope(this.predicate)) this.#waker.resolve();
    } catch (error) {
      this.#waker.reject(error);
    } finally {
      this.#looking = false;
    }
  };
}

/**
 * Parks the running fiber as long as `predicate` returns something truthy. It is asked again whenever the event loop has run
 * something: each of those who wait goes on as soon as its own condition is over, and a process in which nothing happens is idle.
 * @throws what `predicate` throws
 */
export function loopWhile(predicate: () => unknown): void {
  if (!predicate()) return;
  const condition = new LoopCondition(predicate);
  try {
    park<void>(condition);
  } finally {
    condition.end();
  }
}

/** Ends when the event loop has run something, or has nothing to run. */
class Something {
  readonly what = 'deasync.runLoopOnce';
  readonly #entries = hub.entries;
  #waker!: Waker<void>;

  start(waker: Waker<void>): void {
    this.#waker = waker;
    watchTurns(this.#turn);
    process.once('beforeExit', this.#dry);
  }

  end(): void {
    unwatchTurns(this.#turn);
    process.off('beforeExit', this.#dry);
  }

  readonly #turn = (polled: boolean): void => {
    if (polled || hub.entries !== this.#entries) this.#waker.resolve();
  };

  readonly #dry = (): void => this.#waker.resolve();
}

/** Parks the running fiber until the event loop has run something: ticks, promise jobs, timers or I/O. */
export function runLoopOnce(): void {
  const something = new Something();
  try {
    park<void>(something);
  } finally {
    something.end();
  }
}

interface LoopOutcome {
  readonly error: unknown;
  readonly value: unknown;
}

/** Calls a function that takes a callback `(error, value)` last, and parks until it has called that. */
export function callAndWait(fn: Anything, self: unknown, args: readonly unknown[]): unknown {
  const { error, value } = park<LoopOutcome>({
    what: `deasync of ${fn.name || 'a function'}`,
    keepAlive: true,
    start(waker) {
      const callback = (error?: unknown, value?: unknown): void => waker.resolve({ error, value });
      Reflect.apply(fn, self, [...args, callback]);
    },
  });
  if (error) throw error;
  return value;
}

/** Parks until a promise settles; anything else is returned as it is. */
export function settled(value: unknown): unknown {
  const { then } = (value ?? {}) as { then?: unknown };
  if (typeof then !== 'function') return value;
  return park({
    what: 'deasync.awaitSync',
    keepAlive: true,
    start: (waker) =>
      void Reflect.apply(then, value, [(v: unknown) => waker.resolve(v), (e: unknown) => waker.reject(e)]),
  });
}
