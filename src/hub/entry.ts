import { GreenpatchError } from '../base/errors';
import { Coroutine, asyncHooksInUse, failures } from '../fiber';
import { Fiber } from './fiber';

type Callable = (...args: never[]) => unknown;

/**
 * Runs an entry point, a place where Node calls user code, in a fiber of its own, at once and on top of the running stack. If it
 * comes to its end without parking, nothing distinguishes it from a plain call: its value is returned, its error thrown.
 * If it parks, its caller, the hub, gets undefined and goes on; a later error ends where Node's uncaught errors end.
 * Inside a fiber it is a plain call; so it is when the system gives no stack for one more fiber.
 *
 * Most entry points never park, and each event of a server is one: so the fiber itself is made when somebody asks for it.
 * @param name shown in reports: `http request`
 */
export function runEntry(name: string, fn: Callable, thisArg: unknown, args: readonly unknown[]): unknown {
  if (Coroutine.current !== null) return Reflect.apply(fn, thisArg, args);
  const coroutine = new Coroutine(fn, thisArg, args, name);
  if (asyncHooksInUse()) return runNow(new Fiber(name, coroutine), () => Reflect.apply(fn, thisArg, args));
  let value: unknown;
  try {
    value = coroutine.resume();
  } catch (error) {
    if (isNoStack(error)) return Reflect.apply(fn, thisArg, args);
    throw error;
  }
  if (coroutine.owner !== null) {
    const fiber = coroutine.owner as Fiber;
    fiber.left(value);
    return outcome(fiber);
  }
  if (coroutine.state === 'threw') failures.rethrow(undefined, value);
  return value;
}

/** Enters a new fiber; `otherwise` is what to do where no stack can be had. */
export function runNow(fiber: Fiber, otherwise: () => unknown): unknown {
  try {
    fiber.enter();
  } catch (error) {
    if (isNoStack(error)) return otherwise();
    throw error;
  }
  return outcome(fiber);
}

const isNoStack = (error: unknown): boolean =>
  error instanceof GreenpatchError && error.code === 'ERR_GREENPATCH_STACK';

function outcome(fiber: Fiber): unknown {
  if (!fiber.finished) return undefined;
  fiber.result.settle(fiber, false);
  if (fiber.state === 'done') return fiber.result.value;
  if (fiber.state === 'failed') failures.rethrow(undefined, fiber.result.value);
  return undefined; // it has killed itself
}
