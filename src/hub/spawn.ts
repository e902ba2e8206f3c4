import type { Callable } from '../base/callable';
import { checkMilliseconds, invalidArgument } from '../base/errors';
import { Coroutine, requireEngine, room } from '../fiber';
import { watchForDeadlock } from './deadlock';
import { FiberCore, spawnSite } from './core';
import { runningCore } from './current';
import type { Fiber } from './fiber';
import { hub } from './hub';
import type { StackNote } from './site';
import { begin } from './startup';
import { startTimer, stopTimer, type HubTimer } from './timer';

/**
 * Makes a fiber that is not ready yet. Where there are task queues it belongs to the one that its spawner is in.
 * @param spawnedBy where it was spawned; of a function, frames above and including its own are left out of the note
 */
export function makeCore(fn: Callable, args: unknown[], spawnedBy: Callable | StackNote | null): FiberCore {
  if (typeof fn !== 'function') throw invalidArgument('fn', 'a function', fn);
  requireEngine();
  watchForDeadlock();
  begin();
  const name: unknown = fn.name;
  const coroutine = new Coroutine(fn, undefined, args);
  room.need();
  const site = typeof spawnedBy === 'function' ? spawnSite(spawnedBy) : spawnedBy;
  const fiber = new FiberCore(typeof name === 'string' && name !== '' ? name : 'anonymous', coroutine, site);
  fiber.spawner = (Coroutine.current?.owner as FiberCore | null | undefined) ?? null;
  if (hub.policy !== null) fiber.place = runningCore()?.place ?? null;
  return fiber;
}

/** The same for other folders. `makeReady` of its controls queues it. */
export const makeFiber = <T>(fn: Callable, args: unknown[], spawnedBy: Callable | StackNote | null): Fiber<T> =>
  makeCore(fn, args, spawnedBy).fiber as Fiber<T>;

/**
 * Makes a fiber that runs `fn(...args)` as soon as the hub gets to it; the caller goes on. gevent: `gevent.spawn`.
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG when `fn` is no function, ERR_GREENPATCH_ENGINE where no engine works
 */
export function spawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
  const core = makeCore(fn, args, spawn);
  core.makeReady();
  return core.fiber as Fiber<T>;
}

/**
 * Makes a fiber that starts after a time. gevent: `gevent.spawn_later`.
 * @param ms milliseconds
 * @throws as `spawn`
 */
export function spawnLater<A extends unknown[], T>(ms: number, fn: (...args: A) => T, ...args: A): Fiber<T> {
  checkMilliseconds('ms', ms);
  const core = makeCore(fn, args, spawnLater);
  const timer: HubTimer = startTimer(
    ms,
    () => {
      killed.leave();
      if (!core.finished) core.makeReady(); // killed in this very turn
    },
    undefined,
  );
  const killed = core.whenEnded(() => stopTimer(timer), false); // before its start: nothing is left to wait for
  return core.fiber as Fiber<T>;
}
