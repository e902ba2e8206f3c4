import { GreenpatchError, checkMilliseconds, invalidArgument } from '../base/errors';
import type { FiberCore } from './core';
import { runningCore } from './current';
import { holdLoop, releaseLoop } from './keep-alive';
import { inFiber, notInFiber, type Interrupt } from './park';
import { begin } from './startup';
import { now, startTimer, stopTimer, type HubTimer } from './timer';

/** Checks an AbortSignal that may be missing. */
export function checkSignal(name: string, signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw invalidArgument(name, 'an AbortSignal', signal);
}

/** What a limit hands on to a fiber that inherits it. */
interface ScopeLimit {
  /** When it runs out, by `now()`. */
  readonly at: number;
  /** What is thrown then. */
  readonly reason: unknown;
  /** Ends it as well. */
  readonly source: AbortSignal | undefined;
}

/** A limit that a fiber runs in: the function that `withTimeout` or `withSignal` calls gets it. */
export class CancelScope {
  #controller: AbortController | undefined;
  #ended: Interrupt | null = null;
  #timer: HubTimer | undefined;
  readonly #abort = (): void => this.#end({ reason: this.limit.source!.reason });

  /** @internal */
  constructor(
    /** @internal */
    readonly outer: CancelScope | null,
    /** @internal */
    readonly limit: ScopeLimit,
    private readonly fiber: FiberCore,
  ) {}

  /** ms that are left; Infinity when only a signal ends it. */
  get remaining(): number {
    return Math.max(0, this.limit.at - now());
  }

  /** Aborted with the scope's error when it runs out: for asynchronous functions that are called in it. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#ended !== null) this.#controller.abort(this.#ended.reason);
    }
    return this.#controller.signal;
  }

  /** @internal */
  enter(): void {
    const { at, source } = this.limit;
    if (at !== Infinity) {
      this.#timer = startTimer(Math.max(0, at - now()), () => this.#end({ reason: this.limit.reason }), undefined);
    }
    if (source !== undefined) {
      holdLoop(); // what aborts it may be a timer that does not
      if (source.aborted) this.#abort();
      else source.addEventListener('abort', this.#abort);
    }
    this.fiber.scope = this;
  }

  /** @internal */
  leave(): void {
    const { source } = this.limit;
    this.fiber.scope = this.outer;
    stopTimer(this.#timer);
    if (source !== undefined) {
      source.removeEventListener('abort', this.#abort);
      releaseLoop();
    }
    if (this.#ended !== null) this.fiber.withdrawInterrupt(this.#ended);
  }

  #end(interrupt: Interrupt): void {
    if (this.#ended !== null) return;
    this.#ended = interrupt;
    this.fiber.interrupt(interrupt);
    this.#controller?.abort(interrupt.reason);
  }
}

function runIn<T>(limit: ScopeLimit, fn: (scope: CancelScope) => T): T {
  const fiber = runningCore()!;
  const scope = new CancelScope(fiber.scope, limit, fiber);
  scope.enter();
  try {
    return fn(scope);
  } finally {
    scope.leave();
  }
}

export interface TimeoutOptions {
  /** The text of the error. */
  readonly message?: string;
  /** Thrown instead of a GreenpatchError. */
  readonly error?: unknown;
  /** Ends the scope as well, with its reason. Holds the event loop open, because what aborts it may be a timer that does not. */
  readonly signal?: AbortSignal;
}

/**
 * Runs `fn` in the running fiber and makes its innermost wait throw when it takes longer than `ms` milliseconds. Nests: each
 * timeout has an error of its own, so the scope that ran out can be told. Code that never parks is not interrupted. `fn` gets
 * the scope: the ms that are left, and an AbortSignal for asynchronous functions.
 * gevent: `with Timeout(...)`.
 * @returns what `fn` returns
 * @throws what `fn` throws; `options.error`, or GreenpatchError ERR_GREENPATCH_TIMEOUT, whose stack names this call; the
 *   reason of the signal; ERR_GREENPATCH_INVALID_ARG, ERR_GREENPATCH_NOT_IN_FIBER
 */
export function withTimeout<T>(ms: number, fn: (scope: CancelScope) => T, options: TimeoutOptions = {}): T {
  checkMilliseconds('ms', ms);
  if (typeof fn !== 'function') throw invalidArgument('fn', 'a function', fn);
  checkSignal('options.signal', options.signal);
  if (!inFiber()) throw notInFiber('withTimeout');
  begin();
  const reason =
    options.error ?? new GreenpatchError('ERR_GREENPATCH_TIMEOUT', options.message ?? scopeMessage(ms, fn));
  return runIn({ at: now() + ms, reason, source: options.signal }, fn);
}

function scopeMessage(ms: number, fn: (scope: CancelScope) => unknown): string {
  const whose = fn.name === '' ? 'a function' : fn.name;
  return `withTimeout(${ms}) ended the wait that ${whose} was in: it had taken longer than ${ms} ms.`;
}

/**
 * Runs `fn` in the running fiber and makes its innermost wait throw the signal's reason when that is aborted.
 * @returns what `fn` returns
 * @throws what `fn` throws; the signal's reason, at the first wait of `fn` when it has been aborted before;
 *   GreenpatchError ERR_GREENPATCH_INVALID_ARG, ERR_GREENPATCH_NOT_IN_FIBER
 */
export function withSignal<T>(signal: AbortSignal, fn: (scope: CancelScope) => T): T {
  if (!(signal instanceof AbortSignal)) throw invalidArgument('signal', 'an AbortSignal', signal);
  if (typeof fn !== 'function') throw invalidArgument('fn', 'a function', fn);
  if (!inFiber()) throw notInFiber('withSignal');
  begin();
  return runIn({ at: Infinity, reason: undefined, source: signal }, fn);
}

/** Makes of `fn` a function that runs in all limits that the running fiber is in now. They end when they would have here. */
export function inheriting<A extends unknown[], T>(fn: (...args: A) => T): (...args: A) => T {
  const limits: ScopeLimit[] = [];
  for (let scope = runningCore()?.scope ?? null; scope !== null; scope = scope.outer) limits.push(scope.limit);
  return limits.reduce<(...args: A) => T>(
    (inner, limit) =>
      (...args) =>
        runIn(limit, () => inner(...args)),
    fn,
  );
}
