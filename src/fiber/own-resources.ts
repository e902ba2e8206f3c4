import { AsyncResource } from 'node:async_hooks';
import { originals } from '../base/originals';
import type { AsyncIds } from './async-ids';

/**
 * Timers, immediates, ticks and requests that greenpatch makes for itself are none of the program's business. Their async ids are
 * taken from a range of their own, so they are known by their id, and the program's ids are what they are without greenpatch.
 */
const FIRST = 2 ** 51;

/** What `beginOwn` has changed: Node's count of async ids, and how many hooks want to hear of new resources. */
export interface Theirs {
  readonly counter: number;
  readonly inits: number;
}

const NOTHING: Theirs = { counter: 0, inits: 0 };

const state = { next: FIRST, ids: null as AsyncIds | null, counterAt: 0, initsAt: 0 };

/** Whether an async id is that of a resource of greenpatch's own. */
export const isOwnId = (asyncId: number): boolean => asyncId > FIRST;

/** @returns what to hand to `endOwn`, which has to be called before other code runs: resources made until then are greenpatch's own. */
export function beginOwn(): Theirs {
  const { ids, counterAt, initsAt } = state;
  if (ids === null) return NOTHING;
  const theirs = { counter: ids.ids[counterAt]!, inits: ids.fields[initsAt]! };
  ids.ids[counterAt] = state.next;
  ids.fields[initsAt] = 0; // AsyncLocalStorage of Node 20 and 22 has a hook as well
  return theirs;
}

export function endOwn(theirs: Theirs): void {
  const { ids, counterAt, initsAt } = state;
  if (ids === null) return;
  state.next = ids.ids[counterAt]!;
  ids.ids[counterAt] = theirs.counter;
  ids.fields[initsAt] = theirs.inits;
}

/** Calls a function that makes resources for greenpatch. */
export function asOwn<T>(fn: () => T): T {
  const theirs = beginOwn();
  try {
    return fn();
  } finally {
    endOwn(theirs);
  }
}

/** An event that hooks have had the `after` of: another one is none of the program's, until there is a `before` again. 0: there is none. */
export const ended = { asyncId: 0 };

/** How many timers and immediates of greenpatch's own hold the event loop: Node only counts them itself. See src/patch/builtins/process/active.ts. */
export const ownActive = { timers: 0, immediates: 0 };

/** Callbacks of greenpatch's own: a call with several requests, one after the other, keeps its own through all of them. */
export const ownCallbacks = new WeakSet<object>();

/** Calls `fn` from an immediate of greenpatch's own. */
export function ownImmediate(fn: () => void): void {
  const step = () => {
    ownActive.immediates--;
    fn();
  };
  asOwn(() => originals.setImmediate(step));
  ownActive.immediates++;
}

/**
 * Where Node counts async ids and hooks, if the first place proves to be that: what is made next must get the next id. Not while there
 * are hooks, which would hear of that.
 */
export function findCounter(ids: AsyncIds, counterAt: number | undefined, initsAt: number | undefined): void {
  if (counterAt === undefined || initsAt === undefined || ids.fields[ids.hooksAt]! > 0 || state.ids !== null) return;
  const before = ids.ids[counterAt]!;
  ids.ids[counterAt] = FIRST;
  const probe = new AsyncResource('greenpatch').asyncId();
  const counted = ids.ids[counterAt];
  ids.ids[counterAt] = before;
  if (probe !== FIRST + 1 || counted !== probe) return;
  state.next = probe;
  state.counterAt = counterAt;
  state.initsAt = initsAt;
  state.ids = ids;
}
