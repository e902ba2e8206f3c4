import type { Policy, Ready } from '../hub';

interface WaitingReady {
  readonly ready: Ready;
  /** Behind all that was ready when it came. */
  readonly last: boolean;
}

/**
 * Fibers that are ready run in an order that a random generator chooses. What is no fiber (the undoing of a cancelled call, for
 * instance) may run earlier than its turn, and nothing that came later runs before it: the hub never does otherwise.
 */
export class AnyOrder implements Policy {
  readonly #waiting: WaitingReady[] = [];

  constructor(private readonly random: () => number) {}

  get size(): number {
    return this.#waiting.length;
  }

  push(ready: Ready): void {
    this.#waiting.push({ ready, last: false });
  }

  pushLast(ready: Ready): void {
    this.#waiting.push({ ready, last: true });
  }

  next(): Ready | undefined {
    const waiting = this.#waiting;
    if (waiting.length === 0) return undefined;
    let choices = waiting.findIndex(({ ready }) => ready.isFiber !== true) + 1;
    if (choices === 0) choices = waiting.length;
    else if (choices > 1 && waiting[choices - 1]!.last) choices--;
    const [chosen] = waiting.splice(Math.floor(this.random() * choices), 1);
    return chosen!.ready;
  }
}
