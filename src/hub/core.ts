import { AsyncResource } from 'node:async_hooks';
import type { Callable } from '../base/callable';
import { setting } from '../base/config';
import { GreenpatchError, checkMilliseconds } from '../base/errors';
import { type Context, Coroutine, leaveForGood, room, running } from '../fiber';
import { type EnteredDomains, enterDomains, enteredDomains } from './domains';
import { coresAreMadeBy, runningCore } from './current';
import { Fiber, type FiberState } from './fiber';
import { FiberResult } from './result';
import { hub } from './hub';
import type { FiberControls } from './controls';
import { inFiber, notInFiber, type Interrupt, type Park } from './park';
import { live } from './live';
import { countScopes } from './scopes';
import type { QueuePlace } from './place';
import type { CancelScope } from './timeout';
import type { Waiter } from './waiter';
import { StackNote } from './site';

const numbering: { last: number } = { last: 0 };
/** Frames that are noted of the place that spawned a fiber: greenpatch's own may be among them. */
const SITE_FRAMES = 3;
/** V8 takes 2 to 25 us to note a stack, more than a fiber costs otherwise: a loop that spawns thousands must not pay for each. */
const SITES_PER_TURN = { none: 0, some: 8, all: Infinity }[setting('SPAWN_SITES')];
/** Nor must one with a short turn for every few of them. */
const SITES_PER_SPAN = 2 * SITES_PER_TURN;
const SPAN_MS = 10;
const sites = { turn: -1, inTurn: 0, until: 0, inSpan: 0 };

/** Whether this turn of the loop has a note left, and the time around it. */
function maySpendSite(): boolean {
  if (sites.turn !== hub.turns) {
    sites.turn = hub.turns;
    sites.inTurn = 0;
    if (hub.sliceEnd >= sites.until) {
      sites.until = hub.sliceEnd + SPAN_MS;
      sites.inSpan = 0;
    }
  }
  return sites.inTurn++ < SITES_PER_TURN && sites.inSpan++ < SITES_PER_SPAN;
}

/**
 * A note of where fibers are spawned, for one or for all that are spawned from there; null where that costs too much now.
 * @param by frames above and including this function's are left out
 */
export const spawnSite = (by: Callable): StackNote | null => (maySpendSite() ? StackNote.here(SITE_FRAMES, by) : null);

/**
 * What the hub knows of a fiber and does with it. Files of this folder use it as it is; other folders have what `FiberControls`
 * names, and programs have `Fiber`.
 *
 *   ready ──▶ running ──▶ parked ──▶ ready ...      running ──▶ done | failed | killed
 */
export class FiberCore implements FiberControls {
  readonly id: number = ++numbering.last;
  state: FiberState = 'ready';
  /** What it is parked on, or was woken from and has not gone on yet. */
  parkedOn: Park | null = null;
  readonly result = new FiberResult();
  /** Its neighbours in the list of live fibers. */
  before: FiberCore | null = null;
  after: FiberCore | null = null;
  listed = false;
  /** The domains in which it failed. */
  failedIn: EnteredDomains = null;
  /** What it was resumed in when it failed, as long as its error may be reported. */
  failedContext: Context | null = null;
  /** What could not be delivered, because it was not parked. */
  interrupts: Interrupt[] | null = null;
  /** The fiber that has made it, until it runs. */
  spawner: FiberCore | null = null;
  /** See `abandon`. */
  abandoned = false;
  /** While above 0, interrupts wait. */
  shields = 0;
  /** The innermost time limit that it runs in. */
  scope: CancelScope | null = null;
  /** Where it stands in line when there are task queues or priorities; null is the default. */
  place: QueuePlace | null = null;
  /** What is called when it has run again. */
  #whenRun: (() => void)[] | null = null;
  /** What it is resumed in. An entry point runs in the context of its event until it parks. */
  #context: Context | null = null;
  #fiber: Fiber | null = null;
  #locals: Map<unknown, unknown> | undefined;
  #site: StackNote | null;
  #killReasons: unknown[] | null = null;
  #started = false;

  constructor(
    public name: string,
    readonly coroutine: Coroutine,
    site: StackNote | null = null,
  ) {
    this.#site = site;
    coroutine.owner = this;
    this.shields = coroutine.lockedGuests;
    if (coroutine === Coroutine.current) {
      this.state = 'running';
      this.#start();
      running.identify(this.id);
    } else {
      this.#context = new AsyncResource('Fiber');
    }
  }

  /** What programs have of it. Most entry points never need one. */
  get fiber(): Fiber {
    return (this.#fiber ??= new Fiber(this));
  }

  get isFiber(): true {
    return true;
  }

  get locals(): Map<unknown, unknown> {
    return (this.#locals ??= new Map());
  }

  get finished(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'killed';
  }

  /** Where it was spawned, as far as that was noted. */
  get spawnSite(): string[] {
    return this.#site?.lines(SITE_FRAMES) ?? [];
  }

  makeReady(): void {
    hub.push(this); // first: where the stack ends this throws, and nothing has happened
    this.state = 'ready';
  }

  /** One resume, called by the hub. */
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
   * Resumes it on top of the running stack; returns when it parks or ends.
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

  /** An entry point has parked or ended for the first time; `context` is what to resume it in. */
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

  whenRun(fn: () => void): void {
    (this.#whenRun ??= []).push(fn);
  }

  whenEnded(fn: () => void, observes: boolean): Waiter<void, undefined> {
    return this.result.watch(fn, observes);
  }

  standAtEnd(waiter: Waiter<void, undefined>, observes: boolean): void {
    this.result.line(observes).add(waiter);
  }

  observe(): void {
    this.result.ask();
  }

  get outcome(): unknown {
    return this.result.value;
  }

  standAt(place: QueuePlace | null): void {
    this.place = place;
  }

  shield(): void {
    this.shields++;
  }

  unshield(): void {
    this.shields--;
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
    if (state === 'failed') this.failedContext = this.#context;
    else leaveForGood(this.#context);
    this.interrupts = this.#killReasons = this.#context = null;
    this.#site = null; // V8's note of a stack holds the functions on it
    live.delete(this);
  }

  /** The place where it is parked, which it notes itself, as lines of a stack trace. */
  describeStack(): string[] {
    return this.parkedOn?.describe().lines(8) ?? [];
  }

  interrupt(interrupt: Interrupt): void {
    const held = this.shields > 0 || this.parkedOn === null;
    if (held || !this.parkedOn!.cancel(interrupt.reason)) (this.interrupts ??= []).push(interrupt);
  }

  abandon(): void {
    this.abandoned = true;
    this.parkedOn?.letLoopEnd();
  }

  withdrawInterrupt(interrupt: Interrupt): void {
    const rest = this.interrupts?.filter((pending) => pending !== interrupt) ?? [];
    this.interrupts = rest.length === 0 ? null : rest;
  }

  /** What every wait for a fiber checks first. */
  checkWait(method: string, timeoutMs?: number): void {
    if (timeoutMs !== undefined) checkMilliseconds('timeoutMs', timeoutMs);
    if (!inFiber()) throw notInFiber(`${method}() of fiber ${this.id} (${this.name})`);
    if (runningCore() !== this) return;
    throw new GreenpatchError(
      'ERR_GREENPATCH_SELF_JOIN',
      `Fiber ${this.id} (${this.name}) called ${method}() on itself, which would never return. Let another fiber wait for it.`,
    );
  }

  /** See `Fiber#kill`. */
  kill(reason: unknown, timeout: number | undefined): boolean {
    if (timeout !== undefined) checkMilliseconds('options.timeout', timeout);
    if (this.finished) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_FINISHED',
        `Fiber ${this.id} (${this.name}) cannot be killed: it is ${this.state}. Look at its state first, or use killAll(), ` +
          'which passes over fibers that have ended.',
      );
    }
    const mine = this.requestKill(reason);
    if (runningCore() === this) {
      this.withdrawInterrupt(mine);
      throw mine.reason;
    }
    return inFiber() ? this.result.join(this, timeout, false) : this.finished;
  }

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
}

coresAreMadeBy((name, coroutine) => new FiberCore(name, coroutine));
