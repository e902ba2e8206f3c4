import { GreenpatchError } from '../base/errors';
import { failures } from '../fiber';
import { Fiber, runningFiber } from './fiber';

type Callable = (...args: never[]) => unknown;

/**
 * Runs an entry point, a place where Node calls user code, in a fiber of its own, at once and on top of the running stack. If it
 * comes to its end without parking, nothing distinguishes it from a plain call: its value is returned, its error thrown.
 * If it parks, its caller, the hub, gets undefined and goes on; a later error ends where Node's uncaught errors end.
 * Inside a fiber it is a plain call; so it is when the system gives no stack for one more fiber.
 * @param name shown in reports: `http request`
 */
export function runEntry(name: string, fn: Callable, thisArg: unknown, args: readonly unknown[]): unknown {
  if (runningFiber() !== null) return Reflect.apply(fn, thisArg, args);
  return runNow(new Fiber(name, fn, thisArg, args), () => Reflect.apply(fn, thisArg, args));
}

/** Enters a new fiber; `otherwise` is what to do where no stack can be had. */
export function runNow(fiber: Fiber, otherwise: () => unknown): unknown {
  try {
    fiber.enter();
  } catch (error) {
    if (error instanceof GreenpatchError && error.code === 'ERR_GREENPATCH_STACK') return otherwise();
    throw error;
  }
  if (!fiber.finished) return undefined;
  fiber.result.settle(fiber, false);
  if (fiber.state === 'done') return fiber.result.value;
  if (fiber.state === 'failed') failures.rethrow(undefined, fiber.result.value);
  return undefined; // it has killed itself
}
