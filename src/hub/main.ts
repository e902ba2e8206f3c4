import { shared } from '../base/shared';
import { runEntry } from './entry';
import { type Fiber, runningFiber } from './fiber';

/** The fiber in which the main module runs, once it has begun. */
export const main: { fiber: Fiber | null } = shared('main', () => ({ fiber: null }));

/** Runs `fn`, which evaluates the main module, in the main fiber; returns when it ends or parks. */
export function runMain(fn: () => unknown): unknown {
  if (main.fiber !== null) return fn();
  const evaluate = () => {
    main.fiber = runningFiber();
    return fn();
  };
  return runEntry('main', evaluate, undefined, [], fn);
}
