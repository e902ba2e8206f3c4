import { originals } from '../../base/originals';
import type { Anything, Maker, Slot } from './define';
import { blocksHub, mayPark } from './policy';
import { observation } from './observation';

/**
 * Told of each call that has blocked the hub.
 * @param what the function: `fs.readFileSync`
 * @param ms how long it took
 * @param replacement of the function: stacks of the caller begin below it
 */
export type HubWatcher = (what: string, ms: number, replacement: Anything) => void;

/** `busy` while a call is being watched: what the original calls in its turn is part of it. */
const watch: { watcher: HubWatcher | null; busy: boolean } = {
  watcher: null,
  busy: false,
};

/** Tells `watcher` of each call of a patched function that blocks the hub; null ends that. */
export function watchHub(watcher: HubWatcher | null): void {
  watch.watcher = watcher;
}

/**
 * Makes the replacement of a blocking function: the original, untouched, on the hub (invariant 2); something that parks in a
 * fiber.
 * @param make gives what runs in a fiber, or null when the function has to stay as it is
 * @param turnsLoop see mayPark
 */
export function blocking(make: (original: Anything, slot: Slot) => Anything | null, turnsLoop = false): Maker {
  return (original, slot) => {
    const parking = make(original, slot);
    if (parking === null) return null;
    const replacement = Object.hasOwn(original, 'prototype')
      ? asFunction(original, parking, slot, turnsLoop)
      : asMethod(original, parking, slot, turnsLoop);
    return observation.observer?.wrap(replacement, slot) ?? replacement;
  };
}

type Blocking = (original: Anything, parking: Anything, slot: Slot, turnsLoop: boolean) => Anything;

/** In the place of one that has a `prototype`. */
const asFunction: Blocking = (original, parking, slot, turnsLoop) =>
  function blocking(this: unknown, ...args: unknown[]): unknown {
    if (slot.active && mayPark(turnsLoop)) return Reflect.apply(parking, this, args);
    if (!isWatched(slot)) return Reflect.apply(original, this, args);
    return watched(slot, original, this, args);
  };

/** In the place of one that has none. */
const asMethod: Blocking = (original, parking, slot, turnsLoop) =>
  ({
    blocking(this: unknown, ...args: unknown[]): unknown {
      if (slot.active && mayPark(turnsLoop)) return Reflect.apply(parking, this, args);
      if (!isWatched(slot)) return Reflect.apply(original, this, args);
      return watched(slot, original, this, args);
    },
  }).blocking;

/** Whether a call of the original now is to be told of. */
const isWatched = (slot: Slot): boolean => slot.active && watch.watcher !== null && !watch.busy && blocksHub();

function watched(slot: Slot, original: Anything, self: unknown, args: unknown[]): unknown {
  const watcher = watch.watcher!;
  const started = originals.now();
  watch.busy = true;
  try {
    return Reflect.apply(original, self, args);
  } finally {
    watch.busy = false;
    watcher(slot.label, originals.now() - started, slot.replacement);
  }
}
