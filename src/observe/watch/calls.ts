import { originals } from '../../base/originals';
import { type Fiber, hub, runningFiber } from '../../hub';
import { alone, type Anything, blocksHub, mayPark, type Slot } from '../../patch';
import type { How } from './ledger';
import { caller, type SourcePlace } from './place';

/** A call in a fiber that takes so long without parking, in ms, has held the others up. Shorter, it may be the machine's doing. */
export const LONG_MS = 20;

/** Is told of calls. */
export interface Listener {
  /** Told before a call of which it is not known when it returns, and others wait for that. */
  entering(what: string, how: How, place: SourcePlace): void;
  called(what: string, how: How, place: SourcePlace, ms: number): void;
}

interface ObservedCall {
  parked: boolean;
  /** What it calls in its turn is part of it. */
  readonly whole: boolean;
  readonly outer: ObservedCall | undefined;
}

/** The innermost call under way in each fiber. The hub's is under null. */
const underWay = new Map<Fiber<unknown> | null, ObservedCall>();

/** Tells calls from each other that have parked and that have not. */
export function noteParks(): void {
  const before = hub.onPark;
  hub.onPark = (park) => {
    before?.(park);
    for (let call = underWay.get(park.fiber); call !== undefined; call = call.outer) call.parked = true;
  };
}

/**
 * What calls of a function do that is not patched: they go past the patch, they block, or they compute, which matters if it takes
 * long. Those of an addon are told of in any case, and may call the program back.
 */
export type Manner = 'captured' | 'blocks' | 'computes' | 'addon';

/**
 * Makes a call and tells of it.
 * @param manner of a function that is not patched; undefined for one that is
 */
export function observe(listener: Listener, what: string, manner: Manner | undefined, call: () => unknown): unknown {
  const fiber = runningFiber();
  const outer = underWay.get(fiber);
  if (outer?.whole) return call();
  const place = caller();
  if (place === undefined) return call();
  const expected = outcomeOf(manner);
  if (expected === 'blocked' || expected === 'captured') listener.entering(what, expected, place);
  const state: ObservedCall = { parked: false, whole: manner !== 'addon', outer };
  underWay.set(fiber, state);
  const early = expected === undefined && alone();
  const started = originals.now();
  try {
    return call();
  } finally {
    if (outer === undefined) underWay.delete(fiber);
    else underWay.set(fiber, outer);
    const ms = originals.now() - started;
    const how = expected ?? (state.parked ? 'parked' : ms < LONG_MS ? 'inline' : early ? 'early' : 'held');
    if (manner !== 'computes' || how === 'held') listener.called(what, how, place, ms);
  }
}

/** What can be said of a call before it is made. */
function outcomeOf(manner: Manner | undefined): How | undefined {
  if (!mayPark() && !blocksHub()) return 'early';
  if (manner === 'captured') return 'captured';
  if (manner === 'blocks') return 'blocked';
  return manner === undefined && !mayPark() ? 'blocked' : undefined;
}

/** Puts itself around the replacement of a blocking function. */
export function observed(listener: Listener, replacement: Anything, slot: Slot): Anything {
  return {
    observed(this: unknown, ...args: unknown[]): unknown {
      const call = () => Reflect.apply(replacement, this, args) as unknown;
      return slot.active ? observe(listener, slot.label, undefined, call) : call();
    },
  }.observed;
}

/** A function that looks like another one, and whose calls are told of. */
export function timed(listener: Listener, what: string, manner: Manner, original: Anything): Anything {
  return new Proxy(original, {
    apply: (target, self, args) =>
      observe(listener, what, manner, () => Reflect.apply(target, self, args as unknown[]) as unknown),
    construct: (target, args: unknown[], newTarget) =>
      observe(listener, what, manner, () => Reflect.construct(target, args, newTarget) as unknown) as object,
  });
}
