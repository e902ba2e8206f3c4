import { checkMilliseconds, invalidArgument } from '../base/errors';
import { Coroutine, requireEngine, room } from '../fiber';
import { watchForDeadlock } from './deadlock';
import { runningFiber } from './current';
import { Fiber } from './fiber';
import { hub } from './hub';
import { begin } from './startup';
import { startTimer, stopTimer, type Timer } from './timer';

type Callable = (...args: never[]) => unknown;

/**
 * Makes a fiber that is not ready yet. Where there are task queues it belongs to the one that its spawner is in.
 * @param spawnedBy frames above and including this function's are left out of the note of where it was spawned
 */
export function makeFiber<T>(fn: Callable, args: unknown[], spawnedBy: Callable): Fiber<T> {
  if (typeof fn !== 'function') throw invalidArgument('fn', 'a function', fn);
  requireEngine();
  watchForDeadlock();
  begin();
  const name: unknown = fn.name;
  const coroutine = new Coroutine(fn, undefined, args);
  room.need();
  const fiber = new Fiber<T>(typeof name === 'string' && name !== '' ? name : 'anonymous', coroutine, spawnedBy);
  fiber.spawner = (Coroutine.current?.owner as Fiber | null | undefined) ?? null;
  if (hub.policy !== null) fiber.place = runningFiber()?.place ?? null;
  return fiber;
}

/**
 * Makes a fiber that runs `fn(...args)` as soon as the hub gets to it; the caller goes on. gevent: `gevent.spawn`.
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG when `fn` is no function, ERR_GREENPATCH_ENGINE where no engine works
 */
export function spawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
  const fiber = makeFiber<T>(fn, args, spawn);
  fiber.makeReady();
  return fiber;
}

/**
 * Makes a fiber that starts after a time. gevent: `gevent.spawn_later`.
 * @param ms milliseconds
 * @throws as `spawn`
 */
export function spawnLater<A extends unknown[], T>(ms: number, fn: (...args: A) => T, ...args: A): Fiber<T> {
  checkMilliseconds('ms', ms);
  const fiber = makeFiber<T>(fn, args, spawnLater);
  const timer: Timer = startTimer(
    ms,
    () => {
      killed.leave();
      if (!fiber.finished) fiber.makeReady(); // killed in this very turn
    },
    undefined,
  );
  const killed = fiber.result.watch(() => stopTimer(timer), false); // before its start: nothing is left to wait for
  return fiber;
}
