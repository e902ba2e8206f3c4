import { setting } from '../base/config';
import { originals } from '../base/originals';
import { asOwn, housekeeping, onBareStack, ownActive, room } from '../fiber';
import type { Park } from './park';
import type { QueuePlace } from './place';
import { noteStackLimit } from './stack-limit';

/** What the ready queue holds. `step` must not throw. */
export interface Ready {
  step(): void;
  /** Where it stands in line, when there are task queues or priorities. */
  readonly place?: QueuePlace | null;
  /** Whether it is a fiber that goes on. Missing for what is none. */
  readonly isFiber?: true;
}

/**
 * Another order than first in, first out: task queues with shares (`shares.ts`), or a test's seeded one. It holds what is ready
 * as long as it is in force.
 */
export interface Policy {
  push(ready: Ready): void;
  /** Queues a marker, which runs when all that is ready now has run. */
  pushLast(ready: Ready): void;
  next(): Ready | undefined;
  /** What `next` gave has run. */
  ran?(): void;
  /** Whether what is ready should go before the fiber that runs, which stands at `place`. */
  urgent?(place: QueuePlace | null): boolean;
  readonly size: number;
}

/** How often the clock is read while ready fibers run. */
const STEPS_PER_CLOCK_READ = 8;
/** Memory of stacks that were not needed meanwhile is given back this often, in ms, and only while fibers run. */
const TRIM_INTERVAL_MS = 1000;

/** How many may be ready before the ring grows, and how large one may be that stays when nothing is. */
const RING = 64;
const MOST_IDLE_RING = 4096;

/** All places are filled, so that V8 looks for none of them further up. */
const emptyRing = (): (Ready | undefined)[] => new Array<Ready | undefined>(RING).fill(undefined);

/**
 * The hub: the event loop's own stack plus the queue of fibers that are ready. A waker only queues (invariant 4); the queue is
 * run from an immediate, in order, for one time slice, after which I/O gets its turn.
 */
class Hub {
  /** A ring, whose size is a power of two: what is ready, from `#head` on. */
  #ring: (Ready | undefined)[] = emptyRing();
  #head = 0;
  #count = 0;
  #nextTurn: Ready[] = [];
  #scheduled = false;
  #dispatching = false;
  #lastTrim = 0;
  #policy: Policy | null = null;
  /** Called after each step of a fiber. */
  afterStep: (() => void) | null = null;
  /** Whether that would find something to do. */
  leavesWork: (() => boolean) | null = null;
  #stepping: Ready | null = null;
  #stayed = 0;
  readonly #slice = setting('SLICE_MS');
  readonly #run = () => this.#runTurn();
  readonly #dispatch = () => onBareStack(this.#run);
  readonly #setImmediate = () => originals.setImmediate(this.#dispatch);
  /** Turns in which the queue was run, for statistics and tests. */
  turns = 0;
  /** When the present slice ends, by `originals.now()`. */
  sliceEnd = 0;
  /** A fiber has yielded because the slice is used up: the clock is looked at before the next step. */
  overdue = false;
  /** Whether the queue is being run. Entry points run besides. */
  get dispatching(): boolean {
    return this.#dispatching;
  }
  /** Tests listen here: called at each park of a fiber that suspends. */
  onPark: ((park: Park) => void) | null = null;
  /** Where a choice is arbitrary it is made with this: 0 <= n < 1. */
  random: () => number = Math.random;

  /** How long a slice is, in ms. */
  get slice(): number {
    return this.#slice;
  }

  /** The order in force; null is the default, one fair queue. */
  get policy(): Policy | null {
    return this.#policy;
  }

  /** Another order from now on, also for what is ready already. */
  use(policy: Policy | null): void {
    const waiting = this.#takeAll();
    this.#policy = policy;
    for (const ready of waiting) this.push(ready);
  }

  #takeAll(): Ready[] {
    const waiting: Ready[] = [];
    if (this.#policy === null) {
      while (this.#count > 0) waiting.push(this.#shift());
      return waiting;
    }
    for (let ready = this.#policy.next(); ready !== undefined; ready = this.#policy.next()) waiting.push(ready);
    return waiting;
  }

  /** How much is ready, now or in the next turn. */
  get waiting(): number {
    return this.#count + this.#nextTurn.length + (this.#policy?.size ?? 0);
  }
  /** Entry points that have been entered: code that waits for anything to happen compares. */
  entries = 0;

  /** Whether anything has been entered or run: the main module's first run, where no entry point is made of it, is over. */
  get running(): boolean {
    return this.entries > 0 || this.turns > 0;
  }

  /** Queues something that is ready to run. Where the stack ends it throws, and nothing has been queued. */
  push(ready: Ready): void {
    this.#schedule();
    if (this.#policy === null) {
      // No call from here on, which could throw.
      const ring = this.#ring;
      const { length } = ring;
      if (this.#count === length) {
        for (let i = 0; i < this.#head; i++) {
          ring[length + i] = ring[i];
          ring[i] = undefined;
        }
        for (let size = length + this.#head; size < 2 * length; size++) ring[size] = undefined;
      }
      ring[(this.#head + this.#count++) & (ring.length - 1)] = ready;
    } else this.#policy.push(ready);
  }

  /** Takes out what comes first. There is something. */
  #shift(): Ready {
    const ring = this.#ring;
    const ready = ring[this.#head]!;
    ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (ring.length - 1);
    this.#count--;
    return ready;
  }

  /** Queues a marker behind all that is ready already, whatever the order. */
  pushLast(ready: Ready): void {
    if (this.#policy === null) return this.push(ready);
    this.#schedule();
    this.#policy.pushLast(ready);
  }

  /** Queues something for the next turn of the event loop, after I/O. */
  pushNextTurn(ready: Ready): void {
    this.#schedule();
    this.#nextTurn[this.#nextTurn.length] = ready;
  }

  #schedule(): void {
    if (this.#policy !== null) room.need();
    if (this.#scheduled || this.#dispatching) return;
    const tight = room.take();
    this.#scheduled = true;
    asOwn(this.#setImmediate);
    ownActive.immediates++;
    if (tight) room.give();
  }

  #runTurn(): void {
    this.#scheduled = false;
    ownActive.immediates--;
    this.#dispatching = true;
    this.turns++;
    noteStackLimit();
    if (this.#nextTurn.length > 0) {
      const turn = this.#nextTurn;
      this.#nextTurn = [];
      for (const ready of turn) this.push(ready);
    }
    const started = originals.now();
    this.sliceEnd = started + this.#slice;
    this.overdue = false;
    try {
      if (this.#policy === null) this.#runQueue(this.sliceEnd);
      else this.#runPolicy(this.#policy, this.sliceEnd);
    } finally {
      this.#dispatching = false;
      if (this.waiting > 0) this.#schedule();
    }
    if (started - this.#lastTrim > TRIM_INTERVAL_MS) {
      this.#lastTrim = started;
      housekeeping.trim();
    }
  }

  #runQueue(until: number): void {
    try {
      for (let steps = 1; this.#count > 0; steps++) {
        const ready = this.#shift();
        this.#stepping = ready;
        ready.step();
        this.afterStep?.();
        if ((steps % STEPS_PER_CLOCK_READ === 0 || this.overdue) && originals.now() > until) break;
      }
    } finally {
      this.#stepping = null;
      if (this.#count === 0 && this.#ring.length > MOST_IDLE_RING) this.#ring = emptyRing();
      if (this.#count === 0) this.#head = 0;
    }
  }

  /**
   * Whether a fiber at the end of the queue would be the very next to run, with nothing in between: then it need not leave. Asked by the
   * running code of a fiber.
   */
  goesOn(fiber: Ready): boolean {
    if (this.#stepping !== fiber || this.#count > 0 || this.#policy !== null || this.onPark !== null) return false;
    if (this.overdue || this.leavesWork?.() === true) return false;
    return ++this.#stayed % STEPS_PER_CLOCK_READ !== 0 || originals.now() <= this.sliceEnd;
  }

  #runPolicy(policy: Policy, until: number): void {
    for (let steps = 1; this.#policy === policy; steps++) {
      const ready = policy.next();
      if (ready === undefined) return;
      ready.step();
      this.afterStep?.();
      policy.ran?.();
      if ((steps % STEPS_PER_CLOCK_READ === 0 || this.overdue) && originals.now() > until) return;
    }
  }
}

/** The hub of this thread. */
export const hub: Hub = new Hub();
