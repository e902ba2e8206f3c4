import { shared } from '../base/shared';
import { Coroutine } from '../fiber';
import { Fiber } from './fiber';
import { runNow } from './entry';

/** The fiber in which the main module runs, once it has begun. */
export const main: { fiber: Fiber | null } = shared('main', () => ({ fiber: null }));

/** Runs `fn`, which evaluates the main module, in the main fiber; returns when it ends or parks. */
export function runMain(fn: () => unknown): unknown {
  if (main.fiber !== null) return fn();
  main.fiber = new Fiber('main', new Coroutine(fn, undefined, []));
  return runNow(main.fiber, () => {
    main.fiber = null;
    return fn();
  });
}
