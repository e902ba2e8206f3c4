// The policy: whether a blocking call parks its fiber, decided here and nowhere else.
import { exiting } from '../../base/exiting';
import { begin, type Fiber, habits, hub, inFiber, isAlone, runningFiber, startup } from '../../hub';
import { awaitsAnswer } from './atomics-async';
import type { Anything } from './define';

/** Fibers that are inside an original which was called on purpose. */
const direct = new Set<Fiber<unknown>>();

/**
 * Whether a blocking call may park where it is made. Not before the main module has been evaluated; not on the hub (invariant 2);
 * not inside an original that was called on purpose, which may use other patched functions; and not while the process exits,
 * because listeners of `exit` must have done their work when they return.
 * @param turnsLoop the original runs the event loop while it waits, as deasync does: who calls it asks for others to run
 */
export function mayPark(turnsLoop = false): boolean {
  if (!startup.over && !turnsLoop) return false;
  if (!inFiber() || exiting()) {
    if (habits.mayRun && !exiting()) habits.noteBlocking();
    return false;
  }
  if (direct.size > 0 && direct.has(runningFiber()!)) return false;
  if (!startup.over) begin();
  return true;
}

/**
 * Whether a call that may park would gain nothing, since no other code could run: then it is the original. Asked last, right
 * before a call parks for something that takes its time by itself. What waits for others to act (`Atomics.wait`) parks all the
 * same, so that a deadlock is found.
 */
export const alone = (): boolean => !awaitsAnswer() && isAlone();

/**
 * Whether a call that may not park keeps others from running who might: not before the main module has been evaluated, nor when
 * the process exits.
 */
export function blocksHub(): boolean {
  if (!startup.over || !hub.running || exiting()) return false;
  return direct.size === 0 || !direct.has(runningFiber()!);
}

/** Calls an original so that nothing it calls parks. */
export function directly(original: Anything, self: unknown, args: readonly unknown[]): unknown {
  const fiber = runningFiber();
  if (fiber === null || direct.has(fiber)) return Reflect.apply(original, self, args);
  direct.add(fiber);
  try {
    return Reflect.apply(original, self, args);
  } finally {
    direct.delete(fiber);
  }
}

/** Calls something inside `directly` that may park again. */
export function parkable(original: Anything, self: unknown, args: readonly unknown[]): unknown {
  const fiber = runningFiber();
  if (fiber === null || !direct.delete(fiber)) return Reflect.apply(original, self, args);
  try {
    return Reflect.apply(original, self, args);
  } finally {
    direct.add(fiber);
  }
}
