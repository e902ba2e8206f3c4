import { unwatchTurns, watchTurns } from './turns';

const scopes = { open: 0 };

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
