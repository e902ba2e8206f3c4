import { checkMilliseconds, invalidArgument } from '../base/errors';
import { isIterable } from '../base/iterable';
import { runningFiber } from './current';
import { coreOf, Fiber } from './fiber';
import { inFiber, type Waker } from './park';
import { type LineStand, WaitInLines, CallingWaker } from './waiter';

export interface JoinAllOptions {
  /** How long at most, in ms. */
  readonly timeout?: number;
  /** Enough when this many have ended; all of them unless given. */
  readonly count?: number;
  /** Throw the error of the first one that failed, as soon as it has. */
  readonly raiseError?: boolean;
}

function checkFibers(fibers: Iterable<Fiber>): Fiber[] {
  if (!isIterable(fibers)) {
    throw invalidArgument('fibers', 'an array, or another iterable, of fibers', fibers);
  }
  return [...fibers].map((fiber) => {
    if (fiber instanceof Fiber) return fiber;
    throw invalidArgument('fibers', 'an iterable of nothing but fibers', fiber);
  });
}

function checkCount(count: unknown): void {
  if (count === undefined || (Number.isInteger(count) && (count as number) >= 0)) return;
  throw invalidArgument('options.count', 'a whole number, zero or greater', count);
}

/**
 * Parks the caller until all of the fibers, or `count` of them, have ended. gevent: `gevent.joinall`.
 * @returns those that have ended: first those that had before the call, then the others in the order they did
 * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG; with `raiseError` a fiber's error
 */
export function joinAll<T>(fibers: Iterable<Fiber<T>>, options: JoinAllOptions = {}): Fiber<T>[] {
  const all = [...new Set(checkFibers(fibers))] as Fiber<T>[];
  if (options.timeout !== undefined) checkMilliseconds('options.timeout', options.timeout);
  checkCount(options.count);
  for (const fiber of all) coreOf(fiber).checkWait('joinAll');
  return join(all, options, true);
}

function join<T>(all: Fiber<T>[], options: JoinAllOptions, observes: boolean): Fiber<T>[] {
  const enough = Math.min(options.count ?? all.length, all.length);
  const ended: Fiber<T>[] = [];
  let failed: Fiber<T> | undefined;
  const note = (fiber: Fiber<T>): boolean => {
    ended.push(fiber);
    if (observes) coreOf(fiber).observe();
    if (options.raiseError === true && fiber.state === 'failed') failed ??= fiber;
    return ended.length >= enough || failed !== undefined;
  };
  let done = all.length === 0;
  for (const fiber of all) if (fiber.finished) done = note(fiber) || done;
  if (!done && enough > 0) parkUntil(all, note, options.timeout, observes);
  if (failed !== undefined) throw coreOf(failed).outcome;
  return ended;
}

/** Parks until `note`, which gets each of the fibers that ends, says that it is enough. */
function parkUntil<T>(
  all: Fiber<T>[],
  note: (fiber: Fiber<T>) => boolean,
  timeout: number | undefined,
  observes: boolean,
): void {
  const waiting = all.filter((fiber) => !fiber.finished);
  const some = waiting.slice(0, 5).map((fiber) => fiber.id);
  const stands = waiting.map((fiber): LineStand<void> => {
    // Noted as well when it ends between the end of the wait and the moment in which the waiting fiber goes on.
    const ended = (waker: Waker<void>) => new CallingWaker<void>(() => note(fiber) && waker.resolve());
    return [coreOf(fiber).result.line(observes), undefined, ended];
  });
  const says = {
    what: `joinAll of ${waiting.length} fibers (${some.join(', ')}${waiting.length > some.length ? ', ...' : ''})`,
    owners: () => waiting.filter((fiber) => !fiber.finished),
  };
  new WaitInLines<void>(stands, { timeout }, says).park();
}

/**
 * Kills every one of the fibers that has not ended, and parks the caller, if it is a fiber, until all have. gevent:
 * `gevent.killall`. The caller itself, if it is among them, is killed last.
 * @param reason as in `Fiber#kill`
 * @param options.timeout how long to wait at most, in ms
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
 */
export function killAll(fibers: Iterable<Fiber>, reason?: unknown, options: { timeout?: number } = {}): void {
  const all = [...new Set(checkFibers(fibers))].filter((fiber) => !fiber.finished);
  if (options.timeout !== undefined) checkMilliseconds('options.timeout', options.timeout);
  const self = all.find((fiber) => fiber === runningFiber());
  const others = all.filter((fiber) => fiber !== self);
  for (const fiber of others) coreOf(fiber).requestKill(reason);
  // Waiting for their end is no interest in their errors: what their clean-up throws is still reported.
  if (inFiber()) join(others, { timeout: options.timeout }, false);
  if (self !== undefined) self.kill(reason);
}
