import { GreenpatchError } from '../base/errors';
import { controlsOf, type Fiber, makeFiber, runningFiber, shielded, startTimer, stopTimer, WaitList } from '../hub';
import type { Interrupt, WaitOptions } from '../hub';
import { checkFunction, checkLimit, checkWait, type Limit } from './limits';

/** What a nursery hands to the function it is made for: the fibers spawned into it end before it does. */
export class Nursery {
  readonly #fibers = new Set<Fiber>();
  /** In the order in which they came. */
  readonly #errors: unknown[] = [];
  readonly #line = new WaitList<true>({ what: 'the end of a nursery', owners: () => this.#fibers });
  #controller: AbortController | undefined;
  #cancelled: GreenpatchError | null = null;
  #closed = false;
  /** What the body has thrown, or was ended with. */
  #own: { readonly error: unknown } | null = null;
  /** The fiber that runs the body, as long as it does. */
  #host: Fiber | null;
  #interrupt: Interrupt | null = null;

  /** @internal */
  constructor(host: Fiber | null) {
    this.#host = host;
  }

  get [Symbol.toStringTag](): string {
    return 'Nursery';
  }

  /** How many of its fibers have not ended. */
  get size(): number {
    return this.#fibers.size;
  }

  /** Whether its fibers are being cancelled, because one has failed or `cancel` was called. */
  get cancelled(): boolean {
    return this.#cancelled !== null;
  }

  /** Aborted when the nursery is cancelled: for asynchronous functions that are called in it. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled !== null) this.#controller.abort(this.#cancelled);
    }
    return this.#controller.signal;
  }

  /**
   * Makes a fiber of the nursery.
   * @throws GreenpatchError ERR_GREENPATCH_CLOSED when the nursery has ended or is being cancelled, and as `spawn`
   */
  spawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
    if (this.#closed || this.#cancelled !== null) throw this.#closedError();
    const fiber = makeFiber<T>(fn, args, this.spawn);
    this.#fibers.add(fiber);
    const controls = controlsOf(fiber);
    controls.whenEnded(() => this.#ended(fiber), true);
    controls.makeReady();
    return fiber;
  }

  /**
   * Kills its fibers and ends, once, the wait that the function is in that it was made for. That is no failure: `nursery`
   * returns undefined then, unless the function had returned.
   * @param cause told in the errors that the fibers see
   */
  cancel(cause?: unknown): void {
    if (this.#cancelled !== null || this.#closed) return;
    const reason = cancelled(cause);
    this.#cancelled = reason;
    for (const fiber of this.#fibers) controlsOf(fiber).requestKill(reason);
    if (this.#host !== null && this.#host !== runningFiber()) {
      controlsOf(this.#host).interrupt((this.#interrupt = { reason }));
    }
    this.#controller?.abort(reason);
  }

  #ended(fiber: Fiber): void {
    this.#fibers.delete(fiber);
    if (fiber.state === 'failed') this.#fail(controlsOf(fiber).outcome);
    if (this.#fibers.size === 0) this.#line.resolveAll(true);
  }

  /** What its own cancelling led to is no failure, also where a nursery within has gathered it together with others. */
  #fail(error: unknown): boolean {
    const failure = this.#cancelled === null ? error : without(error, this.#cancelled);
    if (failure === this.#cancelled) return false;
    this.#errors.push(failure);
    this.cancel(failure);
    return true;
  }

  #failOwn(error: unknown): void {
    if (this.#fail(error)) this.#own = { error: this.#errors.at(-1) };
  }

  /** @internal */
  run<T>(body: (nursery: Nursery) => T): T | undefined {
    let value: T | undefined;
    try {
      value = body(this);
    } catch (error) {
      this.#failOwn(error);
    }
    this.#bodyEnded();
    this.#join();
    return this.#outcome(value);
  }

  /** @internal */
  async runAsync<T>(body: (nursery: Nursery) => T | PromiseLike<T>, limit: WaitOptions): Promise<T | undefined> {
    const { timeout, signal } = limit;
    const abort = () => this.#failOwn(signal!.reason);
    signal?.addEventListener('abort', abort);
    const end = () => this.#failOwn(nurseryTimeout(timeout!));
    const timer = timeout === undefined ? undefined : startTimer(timeout, end, undefined);
    let value: T | undefined;
    try {
      value = await body(this);
    } catch (error) {
      this.#failOwn(error);
    }
    if (this.size > 0) await this.#line.waitAsync({}, undefined);
    stopTimer(timer);
    signal?.removeEventListener('abort', abort);
    return this.#outcome(value);
  }

  #bodyEnded(): void {
    if (this.#interrupt !== null) controlsOf(this.#host!).withdrawInterrupt(this.#interrupt);
    this.#host = null;
  }

  /** Not left before its fibers have ended: a kill of the host cancels them, and is passed on afterwards. */
  #join(): void {
    if (this.size === 0) return;
    try {
      if (this.#errors.length === 0) return void this.#line.wait({}, undefined);
    } catch (error) {
      this.#failOwn(error);
    }
    shielded(() => {
      while (this.size > 0) this.#line.wait({}, undefined);
    });
  }

  #outcome<T>(value: T | undefined): T | undefined {
    this.#closed = true;
    if (this.#errors.length === 0) return value;
    throw this.#theError();
  }

  /** What the body throws, or what the host was killed with, is thrown as it is unless there is more. */
  #theError(): unknown {
    if (this.#errors.length === 1 && this.#own !== null) return this.#own.error;
    return gathered(this.#errors);
  }

  #closedError(): GreenpatchError {
    return new GreenpatchError(
      'ERR_GREENPATCH_CLOSED',
      `Nothing can be spawned into a nursery that ${this.#closed ? 'has ended' : 'is being cancelled'}. ` +
        'Spawn before its function returns or one of its fibers fails, or open another nursery.',
    );
  }
}

/** Those that nurseries have made. */
const gatherings = new WeakSet<AggregateError>();

function gathered(errors: readonly unknown[]): AggregateError {
  const text = `${errors.length} of the fibers of a nursery, or its function, failed. The others were cancelled.`;
  const error = new AggregateError(errors, text);
  gatherings.add(error);
  return error;
}

/** What is left of an error without a reason that was given for cancelling; that reason itself if nothing is. */
function without(error: unknown, reason: unknown): unknown {
  if (!(error instanceof AggregateError) || !gatherings.has(error)) return error;
  const rest = error.errors.map((one) => without(one, reason)).filter((one) => one !== reason);
  if (rest.length === 0) return reason;
  return rest.length === error.errors.length && rest.every((one, i) => one === error.errors[i])
    ? error
    : gathered(rest);
}

function cancelled(cause: unknown): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_KILLED',
    'This wait was ended because the nursery was cancelled that it runs in. See `cause` for what led to it.',
    { cause },
  );
}

function nurseryTimeout(ms: number): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_TIMEOUT',
    `The nursery did not end within ${ms} ms. Its fibers were cancelled; give nurseryAsync() more time, or find the slow one.`,
  );
}

/**
 * Calls `fn` with a nursery and parks until every fiber that was spawned into it has ended: none is left behind, whatever
 * happens. When `fn` or a fiber fails, the others are cancelled. trio: `open_nursery`. For a time limit put it into `withTimeout`.
 * @returns what `fn` returns; undefined when `cancel` has ended it
 * @throws AggregateError of what the fibers, and `fn`, have failed with, in that order in time; if it is `fn` alone, or a kill or
 *   timeout that came from outside, that itself. GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
 */
export function nursery<T>(fn: (nursery: Nursery) => T): T | undefined {
  checkFunction('fn', fn);
  checkWait('nursery', undefined);
  return new Nursery(runningFiber()).run(fn);
}

/**
 * `nursery` for asynchronous code: `fn` may return a promise. It cannot be ended from outside, so it should heed the nursery's
 * `signal`.
 * @param limit ms at most, or `{ timeout, signal }`: then everything is cancelled
 */
export async function nurseryAsync<T>(
  fn: (nursery: Nursery) => T | PromiseLike<T>,
  limit?: Limit,
): Promise<T | undefined> {
  checkFunction('fn', fn);
  return new Nursery(null).runAsync(fn, checkLimit(limit));
}
