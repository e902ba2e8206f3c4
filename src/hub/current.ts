import { Coroutine } from '../fiber';
import type { Fiber } from './fiber';

/** Makes the fiber of a coroutine. The class of fibers waits by means of files that ask for the running one: so it tells how. */
let make: ((name: string, coroutine: Coroutine) => Fiber) | undefined;

export function fibersAreMadeBy(maker: typeof make): void {
  make = maker;
}

/** A fiber that stands for a coroutine from now on. */
export const fiberOf = (name: string, coroutine: Coroutine): Fiber => make!(name, coroutine);

/** The fiber on whose stack the running code is; null on the hub. Made here for an entry point that had none yet. */
export function runningFiber(): Fiber | null {
  const coroutine = Coroutine.current;
  if (coroutine === null) return null;
  if (coroutine.owner !== null) return coroutine.owner as Fiber;
  return coroutine.entryPoint === null ? null : fiberOf(coroutine.entryPoint, coroutine);
}
