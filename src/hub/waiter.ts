import { runningFiber } from './current';
import type { Fiber } from './fiber';
import { park, type ParkOptions, type Waker } from './park';
import { startTimer, stopTimer, type HubTimer } from './timer';
import type { WaitList } from './wait-list';

/** What a wait ends with when its time has run out. */
export const TIMED_OUT = Symbol('timed out');
export type TimedOut = typeof TIMED_OUT;

export interface WaitOptions {
  /** How long at most, in ms. */
  readonly timeout?: number;
  /** Ends the wait when it is aborted. Holds the event loop open, because what aborts it may be a timer that does not. */
  readonly signal?: AbortSignal;
}

/** What a line, or one wait in it, says of itself. */
export interface LineOptions<T> {
  /** Named in reports: `Semaphore#acquire`. */
  readonly what: string;
  /** What was handed to a fiber that was killed or timed out in that very moment comes back here, on the hub. */
  giveBack?(value: T): void;
  /** Who could end the wait, for reports. */
  owners?(): Iterable<Fiber | string>;
  /** Hold the event loop open meanwhile: what ends the wait is nothing that the loop can see. */
  readonly keepAlive?: boolean;
}

/** What stands in a line: a parked fiber, a promise, or a function that is called. What it waits for is handed to its waker. */
export class Waiter<T, D> {
  /** The line that it stands in; null when it has left. */
  declare line: WaitList<T, D> | null;
  declare before: Waiter<T, D> | null;
  declare after: Waiter<T, D> | null;
  declare waker: Waker<T>;
  declare readonly data: D;
  /** Null for one that is no fiber. */
  declare fiber: Fiber | null;

  constructor(waker: Waker<T>, data: D, fiber: Fiber | null) {
    this.line = this.before = this.after = null;
    this.waker = waker;
    this.data = data;
    this.fiber = fiber;
  }

  /** Leaves the line, if it is still in it. */
  leave(): void {
    if (this.line !== null) this.line.remove(this);
  }
}

/** Calls a function, each time. It waits for nothing: the waiter behind it gets no less. */
export class CallingWaker<T> implements Waker<T> {
  readonly done = false;

  constructor(readonly resolve: (value: T) => void) {}

  reject(): void {}
}

/** Stands for the waker of a waiter that gets one later. */
export const NOT_BEGUN: Waker<any> = { resolve() {}, reject() {}, done: true };

/** One wait, which ends where something is handed over, its time runs out, or its signal is aborted. It stands in its line itself. */
export class Wait<T> extends Waiter<any, any> implements ParkOptions<T | TimedOut> {
  declare private timer: HubTimer | undefined;
  declare private onAbort: (() => void) | undefined;
  declare private readonly place: WaitList<T, any> | null;
  declare private readonly limit: WaitOptions;
  declare private readonly options: LineOptions<T>;
  declare readonly keepAlive: boolean;

  /** @param place its line; null where what ends the wait has no line: then a subclass begins it */
  constructor(place: WaitList<T, any> | null, data: unknown, limit: WaitOptions, options: LineOptions<T>) {
    super(NOT_BEGUN, data, null);
    this.timer = this.onAbort = undefined;
    this.place = place;
    this.limit = limit;
    this.options = options;
    // What aborts a signal may be a timer that does not hold the loop.
    this.keepAlive = limit.signal !== undefined || options.keepAlive === true;
  }

  get what(): string {
    return this.options.what;
  }

  owners(): Iterable<Fiber | string> {
    return this.options.owners?.() ?? [];
  }

  park(): T | TimedOut {
    try {
      return park<T | TimedOut>(this);
    } finally {
      this.leave();
    }
  }

  promise(): Promise<T | TimedOut> {
    return new Promise((resolve, reject) => {
      this.begin(new Promised<T | TimedOut>(resolve, reject, this), null);
    });
  }

  start(waker: Waker<T | TimedOut>): void {
    this.begin(waker, runningFiber());
  }

  late(value: T | TimedOut): void {
    if (value !== TIMED_OUT) this.options.giveBack?.(value);
  }

  protected begin(waker: Waker<T | TimedOut>, fiber: Fiber | null): void {
    const { timeout, signal } = this.limit;
    this.waker = waker;
    this.fiber = fiber;
    if (timeout !== undefined) this.timer = startTimer(timeout, timeOut, waker);
    if (signal !== undefined) this.listen(signal);
    if (this.place !== null) this.place.add(this);
  }

  private listen(signal: AbortSignal): void {
    this.onAbort = () => this.waker.reject(signal.reason);
    signal.addEventListener('abort', this.onAbort);
  }

  /** Leaves the line, if it is still in it. */
  override leave(): void {
    if (this.timer !== undefined) stopTimer(this.timer);
    if (this.onAbort !== undefined) this.limit.signal!.removeEventListener('abort', this.onAbort);
    if (this.line !== null) this.line.remove(this);
  }
}

const timeOut = (waker: Waker<TimedOut>): void => waker.resolve(TIMED_OUT);

/** A line to stand in, what to bring along, and what becomes of what is handed over there. */
export type LineStand<T> = readonly [line: WaitList<any, any>, data: unknown, adapt: (waker: Waker<T>) => Waker<any>];

/** One wait in several lines. It ends where the adapted wakers say so: at the first of them, or when all have been used. */
export class WaitInLines<T> extends Wait<T> {
  readonly #waiters: Waiter<unknown, unknown>[] = [];

  constructor(
    private readonly stands: readonly LineStand<T>[],
    limit: WaitOptions,
    options: LineOptions<T>,
  ) {
    super(null, undefined, limit, options);
  }

  protected override begin(waker: Waker<T | TimedOut>, fiber: Fiber | null): void {
    super.begin(waker, fiber);
    for (const [line, data, adapt] of this.stands) {
      const waiter = new Waiter(adapt(waker), data, fiber);
      this.#waiters.push(waiter);
      line.add(waiter);
    }
  }

  override leave(): void {
    super.leave();
    for (const waiter of this.#waiters) waiter.leave();
  }
}

/** The waker of a wait in which no fiber is parked. */
class Promised<T> implements Waker<T> {
  done = false;

  constructor(
    private readonly fulfil: (value: T) => void,
    private readonly fail: (error: unknown) => void,
    private readonly wait: Wait<any>,
  ) {}

  resolve(value: T): void {
    if (this.done) return;
    this.done = true;
    this.wait.leave();
    this.fulfil(value);
  }

  reject(error: unknown): void {
    if (this.done) return;
    this.done = true;
    this.wait.leave();
    this.fail(error);
  }
}
