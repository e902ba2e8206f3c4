import { engineStatus } from '../../fiber';
import type { Anything, Maker } from './define';

/**
 * What V8 will answer `Atomics.waitAsync` with: after a time of its own, if it was given one, of which the event loop knows
 * nothing.
 */
const answers = new Set<unknown>();
/** From so many on those that have been given are looked for and forgotten. */
let many = 64;

function forgetGiven(): void {
  const binding = engineStatus().engine?.binding;
  for (const answer of answers) if (binding?.isPending(answer) !== true) answers.delete(answer);
}

/** `Atomics.waitAsync` itself, in which nothing waits; what it is to answer is noted. */
export const notingWaits: Maker = (original: Anything, slot) =>
  function waitAsync(this: unknown, ...args: unknown[]): unknown {
    const outcome = Reflect.apply(original, this, args) as { async: boolean; value: unknown };
    if (!slot.active || !outcome.async) return outcome;
    if (answers.size >= many) {
      forgetGiven();
      many = Math.max(64, 2 * answers.size);
    }
    answers.add(outcome.value);
    return outcome;
  };

/** Whether the program waits for an answer of `Atomics.waitAsync`. */
export function awaitsAnswer(): boolean {
  if (answers.size > 0) forgetGiven();
  return answers.size > 0;
}
