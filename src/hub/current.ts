import { Coroutine } from '../fiber';
import type { FiberCore } from './core';
import type { Fiber } from './fiber';

/** Makes the core of a coroutine. Its class waits by means of files that ask for the running one: so it tells how. */
let make: ((name: string, coroutine: Coroutine) => FiberCore) | undefined;

export function coresAreMadeBy(maker: typeof make): void {
  make = maker;
}

/** A fiber that stands for a coroutine from now on. */
export const coreFor = (name: string, coroutine: Coroutine): FiberCore => make!(name, coroutine);

/** The fiber on whose stack the running code is; null on the hub. Made here for an entry point that had none yet. */
export function runningCore(): FiberCore | null {
  const coroutine = Coroutine.current;
  if (coroutine === null) return null;
  if (coroutine.owner !== null) return coroutine.owner as FiberCore;
  return coroutine.entryPoint === null ? null : coreFor(coroutine.entryPoint, coroutine);
}

/** The same, as programs have it. */
export function runningFiber(): Fiber | null {
  return runningCore()?.fiber ?? null;
}

/** The fiber that a coroutine belongs to, where one has been made. */
export const ownerOf = (coroutine: Coroutine): Fiber | null => (coroutine.owner as FiberCore | null)?.fiber ?? null;

/** What is parked on the stack of this coroutine from now on is the running fiber. Undone by `disown`. */
export function own(coroutine: Coroutine): void {
  coroutine.owner = runningCore();
}

export function disown(coroutine: Coroutine): void {
  coroutine.owner = null;
}
