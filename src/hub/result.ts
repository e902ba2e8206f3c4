import { GreenpatchError } from '../base/errors';
import { originals } from '../base/originals';
import { Coroutine, failIn, failures, leaveForGood, ownImmediate } from '../fiber';
import { enterDomains } from './domains';
import type { FiberCore } from './core';
import { coreFor } from './current';
import type { Fiber } from './fiber';
import { hub } from './hub';
import type { Waker } from './park';
import { WaitList } from './wait-list';
import { type LineOptions, TIMED_OUT, type TimedOut, Wait, Waiter, type WaitOptions, CallingWaker } from './waiter';

type Link = (fiber: Fiber<never>) => void;

/** What reports say of one who waits for the end of a fiber. */
class EndOfFiber implements LineOptions<void> {
  constructor(
    private readonly how: string,
    private readonly fiber: FiberCore,
  ) {}

  get what(): string {
    return `${this.how} fiber ${this.fiber.id} (${this.fiber.name})`;
  }

  owners(): Fiber[] {
    return [this.fiber.fiber];
  }
}

const LINE: LineOptions<void> = { what: 'the end of a fiber' };

/** The outcome of a fiber and all that wait for it. */
export class FiberResult {
  /** The value, or the error when the fiber failed or was killed. */
  value: unknown = undefined;
  #asked = false;
  #waiters: WaitList | null = null;
  #witnesses: WaitList | null = null;
  #links: Link[] | null = null;
  #promise: Promise<unknown> | undefined;

  /** Other code waits for the outcome, or has asked for it since the end: an error is not lost. */
  get observed(): boolean {
    return this.#asked || this.#links !== null || (this.#waiters !== null && !this.#waiters.empty);
  }

  /** On the hub, once, right after the end of the fiber. `report` tells whether an error may still be lost. */
  settle(fiber: FiberCore, report = true): void {
    if (fiber.state !== 'done' && report) {
      if (this.observed || fiber.state === 'killed') forget(fiber);
      else observeLater(fiber, fiber.coroutine.state === 'threw' ? failures.keep() : undefined);
    }
    const waiters = this.#waiters;
    const witnesses = this.#witnesses;
    const links = this.#links;
    if (this.observed) this.#asked = true;
    this.#waiters = this.#witnesses = this.#links = null;
    waiters?.resolveAll();
    witnesses?.resolveAll();
    if (links !== null) for (const callback of links) runLink(fiber, callback);
  }

  /**
   * The line of those that wait for the end of the fiber, which must not have come yet.
   * @param observes whether an error of the fiber then counts as known
   */
  line(observes: boolean): WaitList {
    if (observes) return (this.#waiters ??= new WaitList(LINE));
    return (this.#witnesses ??= new WaitList(LINE));
  }

  /** Calls `fn` at the end of the fiber, which must not have come yet. Undone by `leave` of what it returns. */
  watch(fn: () => void, observes: boolean): Waiter<void, undefined> {
    const watcher = new Waiter<void, undefined>(new CallingWaker(fn), undefined, null);
    this.line(observes).add(watcher);
    return watcher;
  }

  /** Other code has learnt the outcome of the fiber, which has ended. */
  ask(): void {
    this.#asked = true;
  }

  join(fiber: FiberCore, timeoutMs: number | undefined, observes: boolean): boolean {
    if (!fiber.finished) {
      const limit = { timeout: timeoutMs };
      if (this.line(observes).wait(limit, undefined, new EndOfFiber('join of', fiber)) === TIMED_OUT) return false;
    }
    if (observes) this.#asked = true;
    return true;
  }

  /** As `join`, but for its own reports, and it parks in any case: a kill that is on its way comes first. */
  wait(fiber: FiberCore, limit: WaitOptions): boolean {
    return new Ended(fiber, limit).park() !== TIMED_OUT;
  }

  get(fiber: FiberCore, timeoutMs?: number): unknown {
    if (!this.join(fiber, timeoutMs, true)) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_TIMEOUT',
        `Fiber ${fiber.id} (${fiber.name}) did not end within the ${timeoutMs} ms given to get(). ` +
          'It goes on; kill it if its result is no longer wanted.',
      );
    }
    if (fiber.state === 'done') return this.value;
    throw this.value;
  }

  promise(fiber: FiberCore): Promise<unknown> {
    return (this.#promise ??= new Promise((resolve, reject) => {
      const settle = () => (fiber.state === 'done' ? resolve(this.value) : reject(this.value));
      if (!fiber.finished) return void this.watch(settle, true);
      this.#asked = true;
      settle();
    }));
  }

  link(fiber: FiberCore, callback: Link): void {
    if (!fiber.finished) {
      (this.#links ??= []).push(callback);
      return;
    }
    this.#asked = true;
    hub.push({ step: () => runLink(fiber, callback) });
  }

  unlink(callback: Link): void {
    const at = this.#links?.indexOf(callback) ?? -1;
    if (at < 0) return;
    this.#links!.splice(at, 1);
    if (this.#links!.length === 0) this.#links = null;
  }
}

/** The wait for the end of a fiber, which may have come already. */
class Ended extends Wait<void> {
  constructor(
    private readonly awaited: FiberCore,
    limit: WaitOptions,
  ) {
    super(awaited.finished ? null : awaited.result.line(true), undefined, limit, new EndOfFiber('wait for', awaited));
  }

  protected override begin(waker: Waker<void | TimedOut>, waiting: Fiber | null): void {
    super.begin(waker, waiting);
    if (!this.awaited.finished) return;
    this.awaited.result.ask();
    waker.resolve();
  }
}

/** The error of the fiber that ended last is known to other code. */
function forget(fiber: FiberCore): void {
  failures.drop();
  leaveForGood(fiber.failedContext);
  fiber.failedContext = null;
}

/** A link may block, and its error is an error of its own: so it is a fiber, and a plain call where no stack can be had. */
function runLink(fiber: FiberCore, callback: Link): void {
  const link = coreFor('link', new Coroutine(callback, undefined, [fiber.fiber]));
  try {
    link.enter();
  } catch {
    originals.setImmediate(callback as (ended: Fiber) => void, fiber.fiber);
    return;
  }
  if (link.finished) link.result.settle(link);
}

/**
 * A fiber has failed and no code waits for it. What is ready already may still ask; after that its error goes where Node's own
 * uncaught errors go (invariant 8), as with a promise that has no handler.
 * @param key of the failure that native code keeps, if it came from the fiber's stack
 */
function observeLater(fiber: FiberCore, key: number | undefined): void {
  const { result, failedIn, failedContext: context } = fiber;
  fiber.failedContext = null;
  const decide = () => {
    if (!result.observed && mayStillAsk(fiber, judge)) return;
    leaveForGood(context);
    if (!result.observed) {
      enterDomains(failedIn);
      if (context !== null) failIn(context, fiber.coroutine);
      if (key === undefined) throw result.value;
      failures.rethrow(key, result.value);
    }
    if (key !== undefined) failures.drop(key);
  };
  const judge = () => hub.pushLast({ step: () => ownImmediate(decide) });
  judge();
}

/**
 * A fiber that got no stack fails before any of those that were spawned with it has ended: their spawner, which waits for one of them,
 * comes to it later. `judge` is called then.
 */
function mayStillAsk({ coroutine, spawner }: FiberCore, judge: () => void): boolean {
  if (coroutine.state !== 'new' || spawner === null) return false;
  for (const owner of spawner.parkedOn?.options.owners?.() ?? []) {
    if (typeof owner === 'string') continue;
    spawner.whenRun(judge);
    return true;
  }
  return false;
}
