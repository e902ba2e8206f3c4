import { shared } from '../base/shared';
import type { Fiber } from './fiber';
import { unwatchTurns, watchTurns } from './turns';

/**
 * Fibers that have started and not ended, in the order of their start. A linked list, because every fiber enters and leaves it:
 * a Set costs a quarter of a microsecond for that.
 */
class LiveFibers implements Iterable<Fiber> {
  #first: Fiber | null = null;
  #last: Fiber | null = null;
  size = 0;

  add(fiber: Fiber): void {
    fiber.listed = true;
    fiber.before = this.#last;
    if (this.#last === null) this.#first = fiber;
    else this.#last.after = fiber;
    this.#last = fiber;
    this.size++;
  }

  delete(fiber: Fiber): void {
    if (!fiber.listed) return;
    const { before, after } = fiber;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    fiber.before = fiber.after = null;
    fiber.listed = false;
    this.size--;
  }

  *[Symbol.iterator](): IterableIterator<Fiber> {
    for (let fiber = this.#first; fiber !== null; fiber = fiber.after) yield fiber;
  }
}

export const live: LiveFibers = shared('live', () => new LiveFibers());

const scopes = shared('scopes', () => ({ open: 0 }));

/**
 * Counts fibers parked with async ids of their own on the stack. Such a fiber may be parked inside a native callback scope
 * (an addon that called JavaScript through `MakeCallback`), and while one is open Node drains no ticks after its callbacks.
 * So as long as there are any, the hub drains them itself, after each turn of the loop's polling.
 */
export function countScopes(by: 1 | -1): void {
  scopes.open += by;
  if (scopes.open === 0) unwatchTurns(drainTicks);
  else if (scopes.open === 1 && by === 1) watchTurns(drainTicks);
}

function drainTicks(polled: boolean): void {
  if (polled) (process as unknown as { _tickCallback(): void })._tickCallback();
}
