import type { FiberCore } from './core';
import { runningCore } from './current';
import { coreOf, type Fiber } from './fiber';
import { live } from './live';

/** One parked fiber in the graph of who waits for whom. */
export interface WaitNode {
  readonly fiber: Fiber;
  /** What it waits for: `Semaphore#acquire`. */
  readonly what: string;
  /** What could end that, as far as it is known: fibers, or a few words about what is no fiber. */
  readonly owners: readonly (Fiber | string)[];
  /** Where it is parked, as lines of a stack trace. */
  readonly parkedAt: readonly string[];
  /** Where it was spawned, as far as that was noted (GREENPATCH_SPAWN_SITES). */
  readonly spawnedAt: readonly string[];
}

function owners(fiber: FiberCore): (Fiber | string)[] {
  return [...(fiber.parkedOn?.options.owners?.() ?? [])];
}

/** The node of one parked fiber. */
export function waitsFor(fiber: FiberCore): WaitNode {
  return {
    fiber: fiber.fiber,
    what: fiber.parkedOn!.options.what,
    owners: owners(fiber),
    parkedAt: fiber.describeStack(),
    spawnedAt: fiber.spawnSite,
  };
}

/**
 * Who waits for whom: a node for each fiber that is parked now. For a look at a program that hangs; a deadlock is reported
 * with it. Costs a switch for each parked fiber.
 */
export function waitGraph(): WaitNode[] {
  const parked = [...live.cores()].filter((fiber) => fiber.state === 'parked' && fiber !== runningCore());
  return parked.map(waitsFor);
}

/** The circles among fibers, each once. A fiber that waits for any one of several is in no circle because of one of them. */
export function circles(parked: readonly FiberCore[]): Fiber[][] {
  const found: Fiber[][] = [];
  const seen = new Set<Fiber>();
  for (const start of parked) {
    const path: Fiber[] = [];
    let fiber: Fiber | undefined = start.fiber;
    while (fiber !== undefined && !seen.has(fiber)) {
      seen.add(fiber);
      path.push(fiber);
      const all: (Fiber | string)[] = owners(coreOf(fiber));
      fiber = all.length === 1 && typeof all[0] === 'object' ? all[0] : undefined;
    }
    const at = fiber === undefined ? -1 : path.indexOf(fiber);
    if (at >= 0) found.push(path.slice(at));
  }
  return found;
}
