import { GreenpatchError, checkMilliseconds, invalidArgument } from '../base/errors';
import { Coroutine } from '../fiber';
import type { FiberCore } from './core';
import { runningCore } from './current';
import { coreOf, Fiber } from './fiber';
import { hub } from './hub';
import { inFiber, notInFiber, park, type Waker } from './park';
import { checkSignal } from './timeout';
import { startTimer, stopTimer, type HubTimer } from './timer';
import { TIMED_OUT, type TimedOut, Wait, type WaitOptions } from './waiter';

/** Goes to the end of the ready queue, and stays where it is if nothing else is in there. */
const requeue = {
  what: 'sleep',
  start(waker: Waker<void>): void {
    const core = runningCore()!;
    if (Coroutine.current === core.coroutine && hub.goesOn(core)) waker.resolve();
    else hub.push({ place: core.place, step: () => waker.resolve() });
  },
};

/**
 * Parks the running fiber for a time. gevent: `gevent.sleep`.
 * @param ms milliseconds; 0 lets every other fiber go on that is ready, and is back before I/O within the hub's time slice, as
 *   in gevent: to let I/O go on, use `idle`
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG, ERR_GREENPATCH_NOT_IN_FIBER
 */
export function sleep(ms: number): void {
  checkMilliseconds('ms', ms);
  park<void>(ms === 0 ? requeue : new Sleep(ms));
}

/** Ends a park after a time. A class, because ten thousand of them may wait at once. */
class Sleep {
  readonly what = 'sleep';
  #timer: HubTimer | undefined;

  constructor(private readonly ms: number) {}

  static readonly #wake = (waker: Waker<void>): void => waker.resolve();

  start(waker: Waker<void>): void {
    this.#timer = startTimer(this.ms, Sleep.#wake, waker);
  }

  cancel(): void {
    stopTimer(this.#timer);
  }
}

/** Ends a park in the next turn of the loop. */
class NextTurn {
  readonly what = 'idle';
  #waker: Waker<void> | undefined;

  start(waker: Waker<void>): void {
    this.#waker = waker;
    hub.pushNextTurn(this);
  }

  step(): void {
    this.#waker!.resolve();
  }
}

/**
 * Parks the running fiber for one turn of the event loop: I/O and timers that are due come first. gevent: `gevent.idle()`.
 * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER
 */
export function idle(): void {
  park<void>(new NextTurn());
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function';
}

/**
 * Parks the running fiber until a promise, any thenable, or a fiber settles.
 * @returns what it settles with
 * @throws what it rejects with; the signal's reason; GreenpatchError ERR_GREENPATCH_TIMEOUT, ERR_GREENPATCH_INVALID_ARG,
 *   ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_SELF_JOIN
 */
export function wait<T>(awaited: PromiseLike<T>, options: WaitOptions = {}): T {
  const { timeout, signal } = options;
  if (!isThenable(awaited)) throw invalidArgument('awaited', 'a promise, a thenable or a fiber', awaited);
  if (timeout !== undefined) checkMilliseconds('options.timeout', timeout);
  checkSignal('options.signal', signal);
  if (!inFiber()) throw notInFiber('wait'); // before anything asks a lazy thenable to begin
  if (signal?.aborted) throw signal.reason;
  if (awaited instanceof Fiber) coreOf(awaited).checkWait('wait');
  const limit = { timeout, signal };
  if (awaited instanceof Fiber) return outcome<T>(coreOf(awaited), limit);
  // As with await: what a thenable fulfils with may be a promise, and it may misbehave.
  const settling = awaited instanceof Promise ? awaited : Promise.resolve(awaited);
  const value = new Settled<T>(settling, limit).park();
  if (value === TIMED_OUT) throw waitTimeout(timeout!);
  return value;
}

function outcome<T>(fiber: FiberCore, limit: WaitOptions): T {
  const { result } = fiber;
  if (!result.wait(fiber, limit)) throw waitTimeout(limit.timeout!);
  if (fiber.state !== 'done') throw result.value;
  return result.value as T;
}

const { then } = Promise.prototype;

/** As `await` does: the program may have replaced the `then` of all promises, but that of one or of a class is meant. */
const thenOf = <T>(promise: PromiseLike<T>): PromiseLike<T>['then'] =>
  Object.getPrototypeOf(promise) === Promise.prototype && !Object.hasOwn(promise, 'then')
    ? (then as PromiseLike<T>['then'])
    : promise.then;

/** The wait for a promise, which has no line. */
class Settled<T> extends Wait<T> {
  #detach: (() => void) | undefined;

  constructor(
    private readonly settling: PromiseLike<T>,
    limit: WaitOptions,
  ) {
    super(null, undefined, limit, PROMISE);
  }

  protected override begin(waker: Waker<T | TimedOut>, fiber: Fiber | null): void {
    super.begin(waker, fiber);
    this.#detach = attach(this.settling, waker);
  }

  override leave(): void {
    super.leave();
    this.#detach?.();
  }
}

/** A promise keeps what was attached to it as long as it is pending: once detached, that leads nowhere. */
function attach<T>(promise: PromiseLike<T>, waker: Waker<T> | undefined): () => void {
  Reflect.apply(thenOf(promise), promise, [
    (value: T) => waker?.resolve(value),
    (error: unknown) => waker?.reject(error),
  ]);
  return () => (waker = undefined);
}

const PROMISE = { what: 'wait for a promise' };

function waitTimeout(ms: number): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_TIMEOUT',
    `What wait() waits for did not settle within ${ms} ms. It goes on; only the wait has ended.`,
  );
}
