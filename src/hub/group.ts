import { checkMilliseconds, invalidArgument } from '../base/errors';
import { Fiber } from './fiber';
import { inFiber, park } from './park';
import { startTimer } from './timer';

export interface JoinAllOptions {
  /** How long at most, in ms. */
  readonly timeout?: number;
  /** Enough when this many have ended; all of them unless given. */
  readonly count?: number;
  /** Throw the error of the first one that failed, as soon as it has. */
  readonly raiseError?: boolean;
}

function checkFibers(fibers: Iterable<Fiber<unknown>>): Fiber<unknown>[] {
  if (typeof (fibers as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function') {
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
 * @returns those that have ended, in the order they ended
 * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG; with `raiseError` a fiber's error
 */
export function joinAll<T>(fibers: Iterable<Fiber<T>>, options: JoinAllOptions = {}): Fiber<T>[] {
  const all = checkFibers(fibers) as Fiber<T>[];
  if (options.timeout !== undefined) checkMilliseconds('options.timeout', options.timeout);
  checkCount(options.count);
  const enough = Math.min(options.count ?? all.length, all.length);
  const ended = all.filter((fiber) => fiber.finished);
  const failed = () => options.raiseError === true && ended.some((fiber) => fiber.state === 'failed');
  for (const fiber of all) fiber.result.observed = true;
  if (ended.length < enough && !failed()) {
    parkUntil(all, ended, () => ended.length >= enough || failed(), options.timeout);
  }
  const error = options.raiseError === true && ended.find((fiber) => fiber.state === 'failed');
  if (error) throw error.result.value;
  return ended;
}

function parkUntil<T>(all: Fiber<T>[], ended: Fiber<T>[], enough: () => boolean, timeout: number | undefined): void {
  const waiting = all.filter((fiber) => !fiber.finished);
  const wakes = new Map<Fiber<T>, () => void>();
  let timer: { clear(): void } | undefined;
  try {
    park<void>({
      what: `joinAll of ${waiting.length} fibers (${waiting
        .slice(0, 5)
        .map((fiber) => fiber.id)
        .join(', ')} ...)`,
      start(waker) {
        if (timeout !== undefined) timer = startTimer(timeout, () => waker.resolve());
        for (const fiber of waiting) {
          const wake = () => {
            ended.push(fiber);
            if (enough()) waker.resolve();
          };
          wakes.set(fiber, wake);
          fiber.result.notify(wake);
        }
      },
    });
  } finally {
    timer?.clear();
    for (const [fiber, wake] of wakes) fiber.result.forget(wake);
  }
}

/**
 * Kills every one of the fibers that has not ended, and parks the caller, if it is a fiber, until all have. gevent:
 * `gevent.killall`. The caller itself, if it is among them, is killed last.
 * @param reason as in `Fiber#kill`
 * @param options.timeout how long to wait at most, in ms
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
 */
export function killAll(fibers: Iterable<Fiber<unknown>>, reason?: unknown, options: { timeout?: number } = {}): void {
  const all = checkFibers(fibers).filter((fiber) => !fiber.finished);
  if (options.timeout !== undefined) checkMilliseconds('options.timeout', options.timeout);
  const self = all.find((fiber) => fiber.state === 'running');
  const others = all.filter((fiber) => fiber !== self);
  for (const fiber of others) fiber.requestKill(reason);
  if (inFiber()) joinAll(others, { timeout: options.timeout });
  if (self !== undefined) self.kill(reason);
}
