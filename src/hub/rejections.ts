import { type Binding, Coroutine, type RejectionHandler as Handler } from '../fiber';

/** Node's own, from its closures; see jobs.ts. */
export interface RejectionTracking {
  setPromiseRejectCallback(handler: Handler): void;
  promiseRejectHandler: Handler;
  /** Promises that have been reported. */
  maybeUnhandledPromises: { has(promise: Promise<unknown>): boolean };
}

/**
 * The same between V8 and Node, where Node's closures cannot be had. What has been reported is not known; it was not rejected by a
 * fiber that still runs, unless native code has drained ticks below it.
 * @returns why that is not possible, as text
 */
export function nativeTracking(binding: Binding): RejectionTracking | string {
  const { watchRejections, tellOfRejection } = binding;
  const tracking: RejectionTracking = {
    setPromiseRejectCallback: (handler) => void watchRejections(handler === tellOfRejection ? null : handler),
    promiseRejectHandler: tellOfRejection,
    maybeUnhandledPromises: { has: () => false },
  };
  return watchRejections(tellOfRejection) ?? tracking;
}

/** V8's PromiseRejectEvent. */
const NO_HANDLER = 0;
const HANDLER_ADDED = 1;
/** Reported ones are forgotten when there are more. */
const MOST_RECENT = 32;

interface Rejection {
  readonly promise: Promise<unknown>;
  readonly reason: unknown;
  readonly coroutine: Coroutine;
}

/**
 * Node reports a rejected promise that has no handler when the code that was running has ended. A fiber that parks has not ended:
 * it may still add the handler, as it would have in plain Node, where no code could have looked meanwhile. So what a fiber has
 * rejected is taken back from Node's list while the fiber is parked.
 *
 * A fiber that drains promise jobs parks in one job, and the rejections of the jobs before it wait as well.
 */
class Rejections {
  #tracking: RejectionTracking | null = null;
  #recent: Rejection[] = [];
  readonly #held = new Set<Promise<unknown>>();

  turnOn(tracking: RejectionTracking): void {
    this.#tracking = tracking;
    tracking.setPromiseRejectCallback(this.#handler);
  }

  turnOff(): void {
    this.#tracking?.setPromiseRejectCallback(this.#tracking.promiseRejectHandler);
  }

  readonly #handler: Handler = (type, promise, reason) => {
    if (type === NO_HANDLER) this.#note(promise, reason);
    else if (type === HANDLER_ADDED) this.#forget(promise);
    this.#tracking!.promiseRejectHandler(type, promise, reason);
  };

  #note(promise: Promise<unknown>, reason: unknown): void {
    const coroutine = Coroutine.current;
    if (coroutine === null) return;
    if (this.#recent.length >= MOST_RECENT) this.prune();
    this.#recent.push({ promise, reason, coroutine });
  }

  #forget(promise: Promise<unknown>): void {
    this.#held.delete(promise);
    if (this.#recent.length > 0) this.#recent = this.#recent.filter((rejection) => rejection.promise !== promise);
  }

  /** Forgets what Node has reported, and what need not be held any more. */
  prune(): void {
    if (this.#recent.length === 0) return;
    const { maybeUnhandledPromises } = this.#tracking!;
    this.#recent = this.#recent.filter(
      ({ promise, coroutine }) => !coroutine.finished && !maybeUnhandledPromises.has(promise),
    );
  }

  /** What the running fiber has rejected and has no handler yet: it is about to park. */
  hold(): readonly Rejection[] | null {
    this.prune();
    if (this.#recent.length === 0) return null;
    const mine = this.#recent.filter(({ coroutine }) => coroutine === Coroutine.current);
    if (mine.length === 0) return null;
    this.#recent = this.#recent.filter(({ coroutine }) => coroutine !== Coroutine.current);
    for (const { promise } of mine) {
      this.#held.add(promise);
      this.#tracking!.promiseRejectHandler(HANDLER_ADDED, promise, undefined);
    }
    return mine;
  }

  /** The fiber goes on. */
  restore(rejections: readonly Rejection[] | null): void {
    if (rejections === null) return;
    for (const { promise, reason } of rejections) {
      if (this.#held.delete(promise)) this.#handler(NO_HANDLER, promise, reason);
    }
  }
}

export type HeldRejections = ReturnType<Rejections['hold']>;

export const rejections: Rejections = new Rejections();
