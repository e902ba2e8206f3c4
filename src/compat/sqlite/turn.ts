import { type Fiber, runningFiber, WaitList } from '../../hub';

/** Who has the database now, and for how many calls within each other. */
interface Held {
  readonly fiber: Fiber;
  calls: number;
}

/** What lets a fiber have the database beyond its call. */
export interface Keeping {
  /** A transaction, or rows that it has not read to their end. */
  keeps(fiber: Fiber): boolean;
  /** A call that was abandoned is still being carried out. */
  settling(): boolean;
}

/** Lets fibers have a database one after the other, first come, first served: for a call, or for a transaction. */
export class DatabaseTurn {
  #held: Held | null = null;
  readonly #keeping: Keeping;
  readonly #line: WaitList<Held, Fiber>;

  constructor(what: string, keeping: Keeping) {
    this.#keeping = keeping;
    this.#line = new WaitList({
      what: `${what}, which another fiber is using`,
      // Killed in that moment. It may have used it again since, for its clean-up.
      giveBack: (held) => {
        if (this.#held === held) this.pass();
      },
      owners: () => (this.#held === null ? [] : [this.#held.fiber]),
    });
  }

  /** Parks the running fiber while another one has it. */
  enter(): void {
    const fiber = runningFiber()!;
    if (this.#held === null) this.#held = { fiber, calls: 0 };
    else if (this.#held.fiber !== fiber) this.#line.wait({}, fiber);
    this.#held.calls++;
  }

  leave(): void {
    this.#held!.calls--;
    this.pass();
  }

  /** Hands it to the next in line, unless it is still in use. */
  pass(): void {
    const held = this.#held;
    if (held !== null && (held.calls > 0 || this.#keeping.keeps(held.fiber))) return;
    if (this.#keeping.settling()) return;
    const next = this.#line.shift();
    this.#held = next === null ? null : { fiber: next.data, calls: 0 };
    next?.waker.resolve(this.#held!);
  }
}
