import type { Piscina } from 'piscina';
import { setting } from '../base/config';
import { OFFLOAD_MARK, withoutPreload } from '../base/offload-worker';
import { latePath } from '../base/late';
import { type Fiber, Waiter, WaitList, type Waker } from '../hub';

/** Compiled apart from everything else. */
const WORKER = latePath('offloadWorker');

/** What is handed over begins what the wait is for; `waker` ends it later. */
const whileWaiting = (waker: Waker<void>, begin: () => void): Waker<void> => ({
  resolve: begin,
  reject() {},
  get done() {
    return waker.done;
  },
});

/** Lets in as many at a time as there are threads, in the order in which they come. The library's own queue is not that strict. */
export class Threads {
  readonly #users = new Set<Fiber>();
  readonly #line = new WaitList({ what: 'a thread of offload' });

  constructor(private free: number) {}

  /** Whose work is under way. */
  get users(): Iterable<Fiber> {
    return this.#users;
  }

  /**
   * Calls `begin` as soon as there is room, unless the wait has ended by then.
   * @returns what makes room again, or leaves the line
   */
  enter(fiber: Fiber, waker: Waker<void>, begin: () => void): () => void {
    let inside = false;
    const enter = (): void => {
      inside = true;
      this.#users.add(fiber);
      begin();
    };
    const waiter = new Waiter<void, undefined>(whileWaiting(waker, enter), undefined, fiber);
    if (this.free === 0) this.#line.add(waiter);
    else {
      this.free--;
      enter();
    }
    return () => {
      waiter.leave();
      if (inside) this.#leave(fiber);
      inside = false;
    };
  }

  #leave(fiber: Fiber): void {
    this.#users.delete(fiber);
    const next = this.#line.shift();
    if (next === null) this.free++;
    else next.waker.resolve();
  }
}

export interface Workers {
  readonly pool: Piscina;
  readonly threads: Threads;
}

/** One pool per thread. Its threads do not hold the process, and end when they have been idle for a while. */
const own = { workers: null as Workers | null };

/** The workers of this thread. The library is loaded when it is first needed: programs that never offload do not pay for it. */
export function workersOfThread(): Workers {
  if (own.workers !== null) return own.workers;
  const threads = setting('OFFLOAD_THREADS') || cores();
  return (own.workers = { pool: makePool(threads), threads: new Threads(threads) });
}

const cores = () => (require('node:os') as { availableParallelism(): number }).availableParallelism();

function makePool(maxThreads: number): Piscina {
  const library = require('piscina') as { Piscina: typeof Piscina };
  return new library.Piscina({
    filename: WORKER,
    minThreads: 0,
    maxThreads,
    idleTimeout: setting('OFFLOAD_IDLE_MS'),
    execArgv: withoutPreload(process.execArgv),
    workerData: OFFLOAD_MARK,
    atomics: 'disabled', // the worker's own event loop goes on between jobs
    recordTiming: false,
  });
}
