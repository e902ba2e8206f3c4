import { callSites } from '../base/call-sites';

/** Node makes an AssertionError in here, and inspects values for it, with `Error.stackTraceLimit` set to 0 meanwhile. */
const MAKER = 'node:internal/assert/assertion_error';
const FRAMES = 1000;

const read = (): number => Error.stackTraceLimit;

/** What all other code has, as far as is known. */
let common = read();

/** Notes what the program has set. */
export function noteStackLimit(): void {
  const limit = read();
  if (limit !== 0) common = limit;
}

/**
 * The running fiber is about to be parked: where the limit is 0 only because it is making an AssertionError, others get theirs back.
 * @returns whether it was
 */
export function leaveStackLimit(): boolean {
  if (read() !== 0) {
    noteStackLimit();
    return false;
  }
  const making = callSites(FRAMES, leaveStackLimit).some(
    (site) => site.isConstructor() && site.getFileName() === MAKER,
  );
  if (making) Error.stackTraceLimit = common;
  return making;
}

/** It goes on. */
export function comeBackToStackLimit(left: boolean): void {
  if (!left) return;
  noteStackLimit();
  Error.stackTraceLimit = 0;
}
