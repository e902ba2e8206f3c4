import { setting } from '../base/config';
import { originals } from '../base/originals';
import { shared } from '../base/shared';
import { housekeeping } from '../fiber';

/** What the ready queue holds. `step` must not throw. */
export interface Ready {
  step(): void;
}

/** How often the clock is read while ready fibers run. */
const STEPS_PER_CLOCK_READ = 8;
/** Memory of stacks that nobody needed meanwhile is given back this often, in ms, and only while fibers run. */
const TRIM_INTERVAL_MS = 1000;

/**
 * The hub: the event loop's own stack plus the queue of fibers that are ready. A waker only queues (invariant 4); the queue is
 * run from an immediate, in order, for one time slice, after which I/O gets its turn.
 */
class Hub {
  #queue: (Ready | undefined)[] = [];
  #head = 0;
  #nextTurn: Ready[] = [];
  #scheduled = false;
  #dispatching = false;
  #lastTrim = 0;
  /** Called after each step of a fiber. */
  afterStep: (() => void) | null = null;
  readonly #slice = setting('SLICE_MS');
  readonly #dispatch = () => this.#run();
  /** Whether the main module's first run is over: the event loop turns, or will now because a fiber has parked. */
  running = false;
  /** Turns in which the queue was run, for statistics and tests. */
  turns = 0;
  /** Entry points that have been entered: whoever waits for anything to happen compares. */
  entries = 0;

  /** Queues something that is ready to run. */
  push(ready: Ready): void {
    this.#queue.push(ready);
    this.#schedule();
  }

  /** Queues something for the next turn of the event loop, after I/O. */
  pushNextTurn(ready: Ready): void {
    this.#nextTurn.push(ready);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#dispatching) return;
    this.#scheduled = true;
    originals.setImmediate(this.#dispatch);
  }

  #run(): void {
    this.#scheduled = false;
    this.#dispatching = true;
    this.turns++;
    if (this.#nextTurn.length > 0) {
      const turn = this.#nextTurn;
      this.#nextTurn = [];
      for (const ready of turn) this.#queue.push(ready);
    }
    const started = originals.now();
    try {
      this.#runQueue(started + this.#slice);
    } finally {
      this.#dispatching = false;
      if (this.#queue.length > 0 || this.#nextTurn.length > 0) this.#schedule();
    }
    if (started - this.#lastTrim > TRIM_INTERVAL_MS) {
      this.#lastTrim = started;
      housekeeping.trim();
    }
  }

  #runQueue(until: number): void {
    const queue = this.#queue;
    try {
      for (let steps = 1; this.#head < queue.length; steps++) {
        const ready = queue[this.#head]!;
        queue[this.#head++] = undefined;
        ready.step();
        this.afterStep?.();
        if (steps % STEPS_PER_CLOCK_READ === 0 && originals.now() > until) break;
      }
    } finally {
      if (this.#head === queue.length) queue.length = 0;
      else queue.splice(0, this.#head);
      this.#head = 0;
    }
  }
}

/** The hub of this thread. */
export const hub: Hub = shared('hub', () => new Hub());
