import type { Callable } from '../base/callable';
import { GreenpatchError } from '../base/errors';
import { Coroutine, enterEntryPoint, failures } from '../fiber';
import { enterDomains, enteredDomains } from './domains';
import type { FiberCore } from './core';
import { hub } from './hub';
import { type Habit, habits } from './habits';
import { forbidden } from './park';

/**
 * Runs an entry point, a place where Node calls user code, in a fiber of its own, at once and on top of the running stack. If it
 * comes to its end without parking, nothing distinguishes it from a plain call: its value is returned, its error thrown.
 * If it parks, its caller, the hub, gets undefined and goes on; a later error ends where Node's uncaught errors end.
 * Inside a fiber it is a plain call; so it is when the system gives no stack for one more fiber.
 *
 * Most entry points never park, and each event of a server is one: so the fiber itself is made when code asks for it.
 * @param name shown in reports: `http request`
 * @param otherwise called on the hub, where there is no stack
 * @param habit where entry points adapt, that of what is called
 */
export function runEntry(
  name: string,
  fn: Callable,
  thisArg: unknown,
  args: readonly unknown[],
  otherwise = fn,
  habit: Habit | null = null,
): unknown {
  if (Coroutine.current !== null) return inside(name, fn, thisArg, args, otherwise);
  if (habit === null) return enter(name, fn, thisArg, args, otherwise, null);
  if (!habit.onHub) return enter(name, fn, thisArg, args, otherwise, habit);
  hub.entries++;
  return habits.call(habit, name, otherwise, thisArg, args);
}

/** In a fiber. Where that may not park, in the midst of what must stay in order, the fiber stands for the hub. */
function inside(name: string, fn: Callable, thisArg: unknown, args: readonly unknown[], otherwise: Callable): unknown {
  const { inOrder } = forbidden;
  if (inOrder === 0) return Reflect.apply(fn, thisArg, args);
  forbidden.inOrder = 0;
  try {
    return enter(name, fn, thisArg, args, otherwise, null);
  } finally {
    forbidden.inOrder = inOrder;
  }
}

function enter(
  name: string,
  fn: Callable,
  thisArg: unknown,
  args: readonly unknown[],
  otherwise: Callable,
  habit: Habit | null,
): unknown {
  hub.entries++;
  const domains = enteredDomains();
  const coroutine = new Coroutine(fn, thisArg, args, name);
  let entered: ReturnType<typeof enterEntryPoint>;
  try {
    entered = enterEntryPoint(coroutine);
  } catch (error) {
    if (error instanceof GreenpatchError && error.code === 'ERR_GREENPATCH_STACK') {
      return Reflect.apply(otherwise, thisArg, args);
    }
    throw error;
  }
  const { value, context } = entered;
  if (habit !== null) habit.note(coroutine.owner !== null);
  if (coroutine.owner !== null) {
    const fiber = coroutine.owner as FiberCore;
    fiber.entered(value, context);
    if (!fiber.finished) enterDomains(domains);
    return outcome(fiber);
  }
  return coroutine.state === 'threw' ? rethrow(coroutine, value) : value;
}

/** The same for an entry point that has become a fiber. */
function outcome(fiber: FiberCore): unknown {
  if (!fiber.finished) return undefined;
  fiber.result.settle(fiber, false);
  if (fiber.state === 'done') return fiber.result.value;
  return fiber.state === 'failed' ? rethrow(fiber.coroutine, fiber.result.value) : undefined; // it has killed itself
}

function rethrow(coroutine: Coroutine, error: unknown): never {
  coroutine.leaveIds();
  return failures.rethrow(undefined, error);
}
