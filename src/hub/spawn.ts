import { checkMilliseconds, invalidArgument } from '../base/errors';
import { Fiber } from './fiber';
import { startTimer } from './timer';

 
type Body<A extends any[], T> = (...args: A) => T;

function make<A extends unknown[], T>(fn: Body<A, T>, args: A, spawnedBy: (...args: never[]) => unknown): Fiber<T> {
  if (typeof fn !== 'function') throw invalidArgument('fn', 'a function', fn);
  return new Fiber<T>(fn.name === '' ? 'anonymous' : fn.name, () => fn(...args), spawnedBy);
}

/**
 * Makes a fiber that runs `fn(...args)` as soon as the hub gets to it; the caller goes on. gevent: `gevent.spawn`.
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG when `fn` is no function, ERR_GREENPATCH_ENGINE where no engine works
 */
export function spawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
  const fiber = make(fn, args, spawn);
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
  const fiber = make(fn, args, spawnLater);
  const timer = startTimer(ms, () => {
    fiber.result.forget(timer.clear);
    fiber.makeReady();
  });
  fiber.result.notify(timer.clear); // killed before its start: nothing is left to wait for
  return fiber;
}
