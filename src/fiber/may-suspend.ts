import { executionAsyncId } from 'node:async_hooks';
import type { Coroutine } from './coroutine';
import { guestMarksKnown } from './guest-marks';
import { runtime } from './runtime';

/**
 * Where Node's stack of async ids cannot be reached, what has pushed one may not suspend: Node aborts when it is popped out of
 * turn.
 */
const inForeignScope = (me: Coroutine): boolean => executionAsyncId() !== me.floor;

const BELOW_GUEST = 'below an import of a WebAssembly instance (GREENPATCH_GUESTS=park lets it park there)';

/**
 * Whether the running stack is inside a guest, an instance of WebAssembly, that has no guard. Such instances are made for one call at a
 * time: another stack in there would find memory, tables and stack pointer half changed, or V8's own stack of JSPI in use.
 */
export function insideGuest(): boolean {
  const { current, engine } = runtime;
  if (engine === null || engine.guests[0] === 0) return false;
  if (current === null) return engine.binding.guestEntries() > 0;
  const byMarks = engine.guests[1] === 0 && guestMarksKnown(engine.binding);
  const entries = byMarks ? engine.binding.guestEntriesByMarks() : engine.binding.guestEntries();
  return entries > current.lockedGuests;
}

/** Whether the running code may not suspend, as far as that is known without asking the engine. */
export function mustStay(): boolean {
  const { current, asyncIds, wrapped } = runtime;
  if (current === null || wrapped > 0 || (asyncIds === null && inForeignScope(current))) return true;
  return insideGuest();
}

/** What goes on in which nothing may suspend, if anything does. */
export function whatForbids(): string | undefined {
  const { current, asyncIds, wrapped } = runtime;
  if (wrapped > 0) return 'while an array is joined or JSON is made, which cannot be left here (GREENPATCH_PROBES)';
  if (current !== null && asyncIds === null && inForeignScope(current))
    return "in an async scope or a promise job with async hooks, where Node's stack of async ids cannot be reached";
  return insideGuest() ? BELOW_GUEST : runtime.engine?.binding.forbids();
}

/**
 * Room on the running stack. What others depend on must be done in one piece: a stack overflow in the midst of it, which the program
 * may catch, would leave a fiber that is woken and not queued, or Node's own list of timers in disorder.
 */
export const room = {
  /** For a park: 0 where nothing can be suspended; 1; 2 when `give` has to follow. */
  park: (): 0 | 1 | 2 => (mustStay() ? 0 : runtime.engine!.switching.beginPark()),
  /** Makes room if little is left. True when `give` has to follow. */
  take: (): boolean => runtime.engine !== null && runtime.engine.switching.takeRoom(),
  give: (): void => runtime.engine!.switching.giveRoom(),
  /** For what does several things of which each makes room: throws V8's RangeError where even that could fail. */
  need: (): void => runtime.engine?.switching.needRoom(),
};
