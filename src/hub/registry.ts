import { shared } from '../base/shared';
import { housekeeping } from '../fiber';
import type { Fiber } from './fiber';

/** Fibers that have started and not ended, in the order of their start. */
export const live: Set<Fiber> = shared('live', () => new Set());

const scopes = shared('scopes', () => ({ open: 0 }));

/**
 * Counts fibers parked with async ids of their own on the stack. Such a fiber may be parked inside a native callback scope
 * (an addon that called JavaScript through `MakeCallback`), and while one is open Node drains no ticks after its callbacks.
 * So as long as there are any, the hub drains them itself, after each turn of the loop's polling.
 */
export function countScopes(by: 1 | -1): void {
  scopes.open += by;
  if (scopes.open === 0) housekeeping.onTurn(null);
  else if (scopes.open === 1 && by === 1) housekeeping.onTurn(drainTicks);
}

function drainTicks(): void {
  (process as unknown as { _tickCallback(): void })._tickCallback();
}
