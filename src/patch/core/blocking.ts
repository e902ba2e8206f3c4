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
    const replacement: Anything = {
      blocking(this: unknown, ...args: unknown[]): unknown {
        if (!slot.active) return Reflect.apply(original, this, args);
        if (mayPark(turnsLoop)) return Reflect.apply(parking, this, args);
        if (watch.watcher === null || watch.busy || !blocksHub()) return Reflect.apply(original, this, args);
        return watched(watch.watcher, slot, original, this, args);
      },
    }.blocking;
    return observation.observer?.wrap(replacement, slot) ?? replacement;
  };
}

function watched(watcher: HubWatcher, slot: Slot, original: Anything, self: unknown, args: unknown[]): unknown {
  const started = originals.now();
  watch.busy = true;
  try {
    return Reflect.apply(original, self, args);
  } finally {
    watch.busy = false;
    watcher(slot.label, originals.now() - started, slot.replacement);
  }
}
