import { runEntry } from './entry';
import type { FiberCore } from './core';
import { runningCore } from './current';
import { begin, startup } from './startup';

/** The fiber in which the main module runs, once it has begun. */
export const main: { fiber: FiberCore | null } = { fiber: null };

/** Whether the main module runs in a fiber, or has done so. */
export const mainHasBegun = (): boolean => main.fiber !== null;

/** Runs `fn`, which evaluates the main module, in the main fiber; returns when it ends or parks. Then start-up is over. */
export function runMain(fn: () => unknown): unknown {
  if (main.fiber !== null) return fn();
  const evaluate = () => {
    main.fiber = runningCore();
    return fn();
  };
  try {
    return runEntry('main', evaluate, undefined, [], fn);
  } finally {
    // It may have turned out to be an ES module, which Node evaluates later.
    if (!startup.loading) begin();
  }
}
