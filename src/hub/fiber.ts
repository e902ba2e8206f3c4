import { AsyncResource } from 'node:async_hooks';
import { inspect, type InspectOptions } from 'node:util';
import { setting } from '../base/config';
import { GreenpatchError, checkMilliseconds, invalidArgument } from '../base/errors';
import { shared } from '../base/shared';
import { type Context, Coroutine, room, running } from '../fiber';
import { type EnteredDomains, enterDomains, enteredDomains } from './domains';
import { fibersAreMadeBy, runningFiber } from './current';
import { FiberResult } from './result';
import { hub } from './hub';
import { inFiber, notInFiber, type Interrupt, type Park } from './park';
import { countScopes, live } from './registry';
import type { Place } from './place';
import type { CancelScope } from './timeout';
import { Site } from './site';

export type FiberState = 'ready' | 'running' | 'parked' | 'done' | 'failed' | 'killed';

type Callable = (...args: never[]) => unknown;

const numbering: { last: number } = shared('fibers', () => ({ last: 0 }));
/** Frames that are noted of the place that spawned a fiber: greenpatch's own may be among them. */
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

/**
 * A coroutine that the hub schedules. Made by `spawn`. It can be awaited by asynchronous code, and joined by other fibers.
 *
 *   ready ──▶ running ──▶ parked ──▶ ready ...      running ──▶ done | failed | killed
 */
export class Fiber<T = unknown> implements PromiseLike<T> {
  readonly id: number = ++numbering.last;
  name: string;
  state: FiberState = 'ready';
  /** @internal what it is parked on, or was woken from and has not gone on yet */
  parkedOn: Park | null = null;
  /** @internal */
  readonly result = new FiberResult();
  /** @internal its place in the list of live fibers */
  before: Fiber | null = null;
  /** @internal */
  after: Fiber | null = null;
  /** @internal */
  listed = false;
  /** @internal the domains in which it failed */
  failedIn: EnteredDomains = null;
  /** @internal what could not be delivered, because it was not parked */
  interrupts: Interrupt[] | null = null;
  /** @internal the fiber that has made it, until it runs */
  spawner: Fiber | null = null;
  /** What is called when it has run again. */
  #whenRun: (() => void)[] | null = null;
  /** @internal see `abandon` */
  abandoned = false;
  /** @internal while above 0 interrupts wait, see `shielded` */
  shields = 0;
  /** @internal the innermost time limit that it runs in */
  scope: CancelScope | null = null;
  /** @internal where it stands in line when there are task queues or priorities; null is the default */
  place: Place | null = null;
  /** What it is resumed in. An entry point runs in the context of its event until it parks. */
  #context: Context | null = null;
  #locals: Map<unknown, unknown> | undefined;
  #site: Site | undefined;
  #killReasons: unknown[] | null = null;
  #started = false;

  /** @internal use `spawn` */
  constructor(
    name: string,
    /** @internal */
    readonly coroutine: Coroutine,
    spawnedBy?: Callable,
  ) {
    this.name = name;
    coroutine.owner = this;
    this.shields = coroutine.lockedGuests;
    if (coroutine === Coroutine.current) {
      this.state = 'running';
      this.#start();
      running.identify(this.id);
    } else {
      this.#context = new AsyncResource('Fiber');
    }
    if (spawnedBy !== undefined && maySpendSite()) this.#site = Site.here(SITE_FRAMES, spawnedBy);
  }

  get [Symbol.toStringTag](): string {
    return 'Fiber';
  }

  /** What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { id, name, state } = this;
    return `Fiber ${inspect({ id, name, state }, options)}`;
  }

  /** Values that belong to this fiber. */
  get locals(): Map<unknown, unknown> {
    return (this.#locals ??= new Map());
  }

  /** True once it has come to its end: done, failed or killed. */
  get finished(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'killed';
  }

  /** @internal where it was spawned, as far as that was noted */
  get spawnSite(): string[] {
    return this.#site?.lines(SITE_FRAMES) ?? [];
  }

  /** @internal queues it; the hub resumes it later */
  makeReady(): void {
    hub.push(this); // first: where the stack ends this throws, and nothing has happened
    this.state = 'ready';
  }

  /** @internal one resume, called by the hub */
  step(): void {
    if (this.finished) return; // killed before its start
    try {
      this.enter();
    } catch (error) {
      this.#end('failed', error); // no stack could be had: it fails without having run
      this.coroutine.release();
    }
    if (this.finished) this.result.settle(this);
  }

  /**
   * @internal resumes it on top of the running stack; returns when it parks or ends
   * @throws GreenpatchError ERR_GREENPATCH_STACK when the system gives no stack: nothing has run then
   */
  enter(): void {
    const { coroutine } = this;
    this.state = 'running';
    if (!this.#started) this.#start();
    if (coroutine.inScope) countScopes(-1);
    const domains = enteredDomains();
    enterDomains(null);
    const outer = running.begin(this.id, this.name);
    let value: unknown;
    try {
      value = this.#context!.runInAsyncScope(coroutine.resume, coroutine);
    } catch (error) {
      live.delete(this);
      throw error;
    } finally {
      running.end(outer);
    }
    if (coroutine.state === 'threw') this.failedIn = enteredDomains();
    enterDomains(domains);
    this.#left(value);
  }

  /** @internal an entry point has parked or ended for the first time; `context` is what to resume it in */
  entered(value: unknown, context: Context | null): void {
    this.#context = context;
    this.#left(value);
  }

  /** Control has come back from its coroutine. */
  #left(value: unknown): void {
    this.spawner = null;
    if (this.coroutine.inScope) countScopes(+1);
    if (this.coroutine.finished) this.#finish(value);
    const calls = this.#whenRun;
    if (calls === null) return;
    this.#whenRun = null;
    for (const call of calls) call();
  }

  /** @internal calls `fn`, once, on the hub, when it has run again: until its next park, or to its end */
  whenRun(fn: () => void): void {
    (this.#whenRun ??= []).push(fn);
  }

  #start(): void {
    this.#started = true;
    live.add(this);
  }

  #finish(value: unknown): void {
    if (this.coroutine.state === 'returned') this.#end('done', value);
    else this.#end(this.#killReasons?.includes(value) ? 'killed' : 'failed', value);
  }

  #end(state: 'done' | 'failed' | 'killed', value: unknown): void {
    this.state = state;
    this.result.value = value;
    this.interrupts = this.#killReasons = this.#context = null;
    this.#site = undefined; // V8's note of a stack holds the functions on it
    live.delete(this);
  }

  /** @internal the place where it is parked, which it notes itself, as lines of a stack trace */
  describeStack(): string[] {
    return this.parkedOn?.describe().lines(8) ?? [];
  }

  /** @internal makes its present park, or its next one, throw, through the hub (invariant 6) */
  interrupt(interrupt: Interrupt): void {
    const held = this.shields > 0 || this.parkedOn === null;
    if (held || !this.parkedOn!.cancel(interrupt.reason)) (this.interrupts ??= []).push(interrupt);
  }

  /**
   * @internal Nobody waits for it any more, and it goes on only so that what it has begun comes to its end: it holds the process
   * open no longer, and is no deadlock.
   */
  abandon(): void {
    this.abandoned = true;
    this.parkedOn?.letLoopEnd();
  }

  /** @internal an interrupt whose cause is over before it was delivered */
  withdrawInterrupt(interrupt: Interrupt): void {
    const rest = this.interrupts?.filter((pending) => pending !== interrupt) ?? [];
    this.interrupts = rest.length === 0 ? null : rest;
  }

  /**
   * Parks the caller until this fiber has ended. gevent: `Greenlet.join`.
   * @param timeoutMs how long at most, in ms
   * @returns false when the time ran out first
   * @throws GreenpatchError ERR_GREENPATCH_SELF_JOIN, ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  join(timeoutMs?: number): boolean {
    this.checkWait('join', timeoutMs);
    return this.result.join(this, timeoutMs, true);
  }

  /**
   * Parks the caller until this fiber has ended, and returns its result. gevent: `Greenlet.get`.
   * @param timeoutMs how long at most, in ms
   * @throws what the fiber failed or was killed with; GreenpatchError ERR_GREENPATCH_TIMEOUT, and what `join` throws
   */
  get(timeoutMs?: number): T {
    this.checkWait('get', timeoutMs);
    return this.result.get(this, timeoutMs) as T;
  }

  /** @internal what every wait for a fiber checks first */
  checkWait(method: string, timeoutMs?: number): void {
    if (timeoutMs !== undefined) checkMilliseconds('timeoutMs', timeoutMs);
    if (!inFiber()) throw notInFiber(`${method}() of fiber ${this.id} (${this.name})`);
    if (runningFiber() !== (this as Fiber)) return;
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
    const mine = this.requestKill(reason);
    if (runningFiber() === (this as Fiber)) {
      this.withdrawInterrupt(mine);
      throw mine.reason;
    }
    return inFiber() ? this.result.join(this, options.timeout, false) : this.finished;
  }

  /** @internal kill without waiting, and nothing at all when it has ended */
  requestKill(reason?: unknown): Interrupt {
    room.need();
    const error =
      reason ??
      new GreenpatchError(
        'ERR_GREENPATCH_KILLED',
        `Fiber ${this.id} (${this.name}) was killed by kill() or killAll().`,
      );
    const interrupt = { reason: error };
    if (this.finished) return interrupt;
    (this.#killReasons ??= []).push(error);
    if (this.#started) {
      this.interrupt(interrupt);
    } else {
      this.#end('killed', error);
      this.spawner = null;
      this.coroutine.release();
      hub.push({ step: () => this.result.settle(this) });
    }
    return interrupt;
  }

  /**
   * Calls `callback` with this fiber when it has ended, through the hub and in a fiber of its own. On a fiber that has ended,
   * soon. gevent: `Greenlet.link`.
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  link(callback: (fiber: Fiber<T>) => void): void {
    if (typeof callback !== 'function') throw invalidArgument('callback', 'a function', callback);
    this.result.link(this, callback);
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
    return (this.result.promise(this) as Promise<T>).then(onfulfilled, onrejected);
  }
}

fibersAreMadeBy((name, coroutine) => new Fiber(name, coroutine));
