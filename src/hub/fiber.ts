import { AsyncResource } from 'node:async_hooks';
import { setting } from '../base/config';
import { GreenpatchError, checkMilliseconds, invalidArgument } from '../base/errors';
import { shared } from '../base/shared';
import { Coroutine } from '../fiber';
import { FiberResult } from './result';
import { hub } from './hub';
import type { Park } from './park';
import { countScopes, live } from './registry';

export type FiberState = 'ready' | 'running' | 'parked' | 'done' | 'failed' | 'killed';

const running: { fiber: Fiber<unknown> | null; ids: number } = shared('fibers', () => ({ fiber: null, ids: 0 }));
/** Frames that are kept of the place that spawned a fiber. */
const SITE_FRAMES = 3;
/** V8 takes 1 to 2 us to note a stack, more than a fiber costs otherwise: a loop that spawns thousands must not pay for each. */
const SITES_PER_TURN = { none: 0, some: 8, all: Infinity }[setting('SPAWN_SITES')];
const sites = { turn: -1, noted: 0 };

/** Whether this turn of the loop has a note left. */
function maySpendSite(): boolean {
  if (sites.turn !== hub.turns) {
    sites.turn = hub.turns;
    sites.noted = 0;
  }
  return sites.noted++ < SITES_PER_TURN;
}

/** The fiber on whose stack the running code is; null on the hub. */
export function runningFiber(): Fiber<unknown> | null {
  return running.fiber;
}

/** Notes the stack of its maker; the text is made only when somebody reads it. */
class Site {
  declare stack: string;

  static here(below: (...args: never[]) => unknown): Site {
    const site = new Site();
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = SITE_FRAMES;
    Error.captureStackTrace(site, below);
    Error.stackTraceLimit = limit;
    return site;
  }
}

/**
 * A coroutine that the hub schedules. Made by `spawn`. It can be awaited by asynchronous code, and joined by other fibers.
 *
 *   ready ──▶ running ──▶ parked ──▶ ready ...      running ──▶ done | failed | killed
 */
export class Fiber<T = unknown> implements PromiseLike<T> {
  readonly id: number;
  name: string;
  /** @internal */
  readonly coroutine: Coroutine;
  /** @internal what it is parked on, or was woken from and has not gone on yet */
  parkedOn: Park | null = null;
  /** @internal */
  readonly result = new FiberResult(this);
  state: FiberState = 'ready';
  #resource: AsyncResource;
  #interrupts: unknown[] | null = null;
  #locals: Map<unknown, unknown> | undefined;
  #site: Site | undefined;
  #killReason: unknown;
  #started = false;
  #report: string | null = null;
  #reporting = false;

  /** @internal use `spawn` */
  constructor(name: string, body: () => T, spawnedBy?: (...args: never[]) => unknown) {
    this.id = ++running.ids;
    this.name = name;
    this.coroutine = new Coroutine(body);
    this.#resource = new AsyncResource('Fiber');
    if (spawnedBy !== undefined && maySpendSite()) this.#site = Site.here(spawnedBy);
  }

  get [Symbol.toStringTag](): string {
    return 'Fiber';
  }

  /** Values that belong to this fiber. */
  get locals(): Map<unknown, unknown> {
    return (this.#locals ??= new Map());
  }

  /** True once it has come to its end: done, failed or killed. */
  get finished(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'killed';
  }

  /** @internal where it was spawned, as lines of a stack trace */
  get spawnSite(): string {
    return this.#site?.stack.split('\n').slice(1).join('\n') ?? '';
  }

  /** @internal queues it; the hub resumes it later */
  makeReady(): void {
    this.state = 'ready';
    hub.push(this);
  }

  /** @internal one resume, called by the hub */
  step(): void {
    if (this.finished) return; // killed before its start
    try {
      this.enter();
    } catch (error) {
      this.#end('failed', error); // no stack could be had: it fails without having run
    }
    if (this.finished) this.result.settle();
  }

  /**
   * @internal resumes it on top of the running stack; returns when it parks or ends
   * @throws GreenpatchError ERR_GREENPATCH_STACK when the system gives no stack: nothing has run then
   */
  enter(): void {
    const before = running.fiber;
    running.fiber = this;
    this.state = 'running';
    this.#started = true;
    live.add(this);
    if (this.coroutine.inScope) countScopes(-1);
    let value: unknown;
    try {
      value = this.#resource.runInAsyncScope(this.coroutine.resume, this.coroutine);
    } finally {
      running.fiber = before;
    }
    if (this.coroutine.inScope) countScopes(+1);
    if (this.coroutine.finished) this.#finish(value);
  }

  #finish(value: unknown): void {
    if (this.coroutine.state === 'returned') this.#end('done', value);
    else this.#end(this.#killReason !== undefined && value === this.#killReason ? 'killed' : 'failed', value);
  }

  #end(state: 'done' | 'failed' | 'killed', value: unknown): void {
    this.state = state;
    this.result.value = value;
    live.delete(this);
  }

  /** @internal called on its own stack: suspends it until `park` has been settled */
  suspendOn(park: Park): void {
    this.parkedOn = park;
    this.state = 'parked';
    Coroutine.suspend();
    while (this.#reporting) {
      this.#report = Site.here(Fiber.prototype.suspendOn).stack;
      Coroutine.suspend();
    }
    this.parkedOn = null;
  }

  /** @internal the stack of a parked fiber, which it writes down itself */
  describeStack(): string {
    if (this.state !== 'parked') return '';
    this.#reporting = true;
    this.coroutine.resume();
    this.#reporting = false;
    return (this.#report ?? '').split('\n').slice(1).join('\n');
  }

  /** @internal throws what arrived while it was not parked */
  throwInterrupt(): void {
    if (this.#interrupts === null) return;
    const error = this.#interrupts.shift();
    if (this.#interrupts.length === 0) this.#interrupts = null;
    throw error;
  }

  /** @internal makes its present park, or its next one, throw `reason`, through the hub (invariant 6) */
  interrupt(reason: unknown): void {
    if (this.parkedOn === null || !this.parkedOn.cancel(reason)) (this.#interrupts ??= []).push(reason);
  }

  /** @internal an interrupt whose cause is over before it was delivered */
  withdrawInterrupt(reason: unknown): void {
    this.#interrupts = this.#interrupts?.filter((pending) => pending !== reason) ?? null;
    if (this.#interrupts?.length === 0) this.#interrupts = null;
  }

  /**
   * Parks the caller until this fiber has ended. gevent: `Greenlet.join`.
   * @param timeoutMs how long at most, in ms
   * @returns false when the time ran out first
   * @throws GreenpatchError ERR_GREENPATCH_SELF_JOIN, ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  join(timeoutMs?: number): boolean {
    this.#checkWait('join', timeoutMs);
    return this.result.join(timeoutMs);
  }

  /**
   * Parks the caller until this fiber has ended, and returns its result. gevent: `Greenlet.get`.
   * @param timeoutMs how long at most, in ms
   * @throws what the fiber failed or was killed with; GreenpatchError ERR_GREENPATCH_TIMEOUT, and what `join` throws
   */
  get(timeoutMs?: number): T {
    this.#checkWait('get', timeoutMs);
    return this.result.get(timeoutMs) as T;
  }

  #checkWait(method: string, timeoutMs: number | undefined): void {
    if (timeoutMs !== undefined) checkMilliseconds('timeoutMs', timeoutMs);
    if (running.fiber !== (this as Fiber<unknown>)) return;
    throw new GreenpatchError(
      'ERR_GREENPATCH_SELF_JOIN',
      `Fiber ${this.id} (${this.name}) called ${method}() on itself, which would never return. Let another fiber wait for it.`,
    );
  }

  /**
   * Makes this fiber's park throw `reason`, through the hub; one that has not started never starts. Called in another fiber it
   * parks until the killed one has ended; on the hub it only asks for it. A fiber that kills itself throws at once.
   * gevent: `Greenlet.kill`.
   * @param reason what is thrown; a GreenpatchError ERR_GREENPATCH_KILLED unless given
   * @param options.timeout how long to wait at most, in ms
   * @returns whether it has ended
   * @throws GreenpatchError ERR_GREENPATCH_FINISHED when it had ended before, ERR_GREENPATCH_INVALID_ARG
   */
  kill(reason?: unknown, options: { timeout?: number } = {}): boolean {
    if (options.timeout !== undefined) checkMilliseconds('options.timeout', options.timeout);
    if (this.finished) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_FINISHED',
        `Fiber ${this.id} (${this.name}) cannot be killed: it is ${this.state}. Look at its state first, or use killAll(), ` +
          'which passes over fibers that have ended.',
      );
    }
    const killer = running.fiber;
    this.requestKill(reason);
    if (killer === (this as Fiber<unknown>)) this.throwInterrupt();
    return killer === null || this.finished ? this.finished : this.result.join(options.timeout);
  }

  /** @internal kill without waiting */
  requestKill(reason?: unknown): void {
    this.#killReason =
      reason ??
      new GreenpatchError(
        'ERR_GREENPATCH_KILLED',
        `Fiber ${this.id} (${this.name}) was killed by kill() or killAll().`,
      );
    if (this.#started) {
      this.interrupt(this.#killReason);
      return;
    }
    this.#end('killed', this.#killReason);
    this.result.settle();
  }

  /**
   * Calls `callback` with this fiber when it has ended, on the hub's turn, in a fiber of its own if it blocks. On a fiber that
   * has ended, soon. gevent: `Greenlet.link`.
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  link(callback: (fiber: Fiber<T>) => void): void {
    if (typeof callback !== 'function') throw invalidArgument('callback', 'a function', callback);
    this.result.link(callback);
  }

  /** Undoes one `link` of this callback. */
  unlink(callback: (fiber: Fiber<T>) => void): void {
    this.result.unlink(callback);
  }

  /** For `await fiber` in asynchronous code. */
  then<R = T, E = never>(
    onfulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onrejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return (this.result.promise() as Promise<T>).then(onfulfilled, onrejected);
  }
}
