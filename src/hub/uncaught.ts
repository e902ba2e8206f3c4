import { originals } from '../base/originals';
import { failures } from '../fiber';
import { hub } from './hub';
import type { FiberResult } from './result';

interface Unobserved {
  result: FiberResult;
  key: number;
}

let fresh: Unobserved[] = [];

/**
 * A fiber has failed and nobody waits for it. Whoever is ready in this turn of the hub may still ask; after that its error goes
 * where Node's own uncaught errors go (invariant 8), as with a promise that nobody handles.
 */
export function observeLater(result: FiberResult): void {
  // Right after the failure, so that the last one that native code keeps is this one.
  fresh.push({ result, key: failures.keep() });
  hub.poke();
}

hub.onTurnEnd(() => {
  if (fresh.length === 0) return;
  const failed = fresh;
  fresh = [];
  for (const { result, key } of failed) {
    originals.setImmediate(() => {
      if (result.observed) failures.drop(key);
      else failures.rethrow(key, result.value);
    });
  }
});
