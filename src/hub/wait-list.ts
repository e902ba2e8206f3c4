import { room } from '../fiber';
import { type Fiber, runningFiber } from './fiber';
import { park, type ParkOptions, type Waker } from './park';
import { startTimer, stopTimer, type Timer } from './timer';
import type { WaitOptions } from './wait';

/** What a wait ends with when its time has run out. */
export const TIMED_OUT = Symbol('timed out');
export type TimedOut = typeof TIMED_OUT;

/** One place in a line: a fiber that is parked, or a promise. What it waits for is handed to its waker. */
export class Entry<T, D> {
  /** The line that it stands in; null when it has left. */
  line: WaitList<T, D> | null = null;
  before: Entry<T, D> | null = null;
  after: Entry<T, D> | null = null;

  constructor(
    readonly waker: Waker<T>,
    readonly data: D,
    /** Null for a promise. */
    readonly fiber: Fiber | null,
  ) {}
}

/** What a primitive says of itself and of its line. */
export interface LineOptions<T> {
  /** Named in reports: `Semaphore#acquire`. */
  readonly what: string;
  /** What was handed to a fiber that was killed or timed out in that very moment comes back here, on the hub. */
  readonly giveBack?: (value: T) => void;
  /** Who could end the wait, for reports. */
  readonly owners?: () => Iterable<Fiber | string>;
}

/**
 * Those who wait for one thing, first come, first served. All primitives of this folder are made of it: so what holds for it
 * (nobody is woken twice, what is handed over in the moment of a kill is not lost) holds for all of them.
 *
 * Whoever hands something over takes the first entry out with `shift` and uses its waker: the thing belongs to that entry from
 * then on, and nobody can come in between. An entry whose wait has ended otherwise is passed over.
 */
export class WaitList<T = void, D = undefined> {
  #first: Entry<T, D> | null = null;
  #last: Entry<T, D> | null = null;

  constructor(readonly options: LineOptions<T>) {}

  add(entry: Entry<T, D>): void {
    entry.line = this;
    entry.before = this.#last;
    if (this.#last === null) this.#first = entry;
    else this.#last.after = entry;
    this.#last = entry;
  }

  remove(entry: Entry<T, D>): void {
    if (entry.line !== this) return;
    const { before, after } = entry;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    entry.line = entry.before = entry.after = null;
  }

  /**
   * To be called before anything is changed by what may wake somebody: whoever is taken out must be woken as well.
   * @throws RangeError as V8 does where a stack ends, when both would not be sure
   */
  prepare(): void {
    if (this.#first !== null) room.need();
  }

  /** The first one who still waits. */
  first(): Entry<T, D> | null {
    while (this.#first !== null && this.#first.waker.done) this.remove(this.#first);
    return this.#first;
  }

  /** Takes out the first one who still waits. */
  shift(): Entry<T, D> | null {
    const entry = this.first();
    if (entry !== null) this.remove(entry);
    return entry;
  }

  /** Those who still wait. */
  *[Symbol.iterator](): IterableIterator<Entry<T, D>> {
    for (let entry = this.#first; entry !== null; entry = entry.after) if (!entry.waker.done) yield entry;
  }

  get size(): number {
    let size = 0;
    for (let entry = this.#first; entry !== null; entry = entry.after) if (!entry.waker.done) size++;
    return size;
  }

  /** Hands the same to everybody who waits now. */
  resolveAll(value: T): void {
    this.prepare();
    for (let entry = this.shift(); entry !== null; entry = this.shift()) entry.waker.resolve(value);
  }

  /** Ends the wait of everybody who waits now. */
  rejectAll(makeError: () => unknown): void {
    this.prepare();
    for (let entry = this.shift(); entry !== null; entry = this.shift()) entry.waker.reject(makeError());
  }

  /**
   * Parks the running fiber at the end of the line.
   * @returns what it was handed, or TIMED_OUT
   * @throws the signal's reason; what the entry was rejected with; the reason of a kill
   */
  wait(limit: WaitOptions, data: D): T | TimedOut {
    return new Wait<T>(this, data, limit, this.options).park();
  }

  /** The same as a promise. */
  waitAsync(limit: WaitOptions, data: D): Promise<T | TimedOut> {
    return new Wait<T>(this, data, limit, this.options).promise();
  }
}

/** A line to stand in, what to bring along, and what becomes of what is handed over there. */
export type Place<T> = readonly [line: WaitList<any, any>, data: unknown, adapt: (waker: Waker<T>) => Waker<any>];

/** One wait, which ends where something is handed over. */
export class Wait<T> implements ParkOptions<T | TimedOut> {
  #entry: Entry<any, any> | null = null;
  #timer: Timer | undefined;
  #onAbort: (() => void) | undefined;
  /** Hold the event loop open: what aborts a signal may be a timer that does not. */
  readonly keepAlive: boolean;

  constructor(
    private readonly line: WaitList<T, any> | null,
    private readonly data: unknown,
    private readonly limit: WaitOptions,
    private readonly options: LineOptions<T>,
  ) {
    this.keepAlive = limit.signal !== undefined;
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

  /** @internal */
  start(waker: Waker<T | TimedOut>): void {
    this.begin(waker, runningFiber());
  }

  /** @internal */
  late(value: T | TimedOut): void {
    if (value !== TIMED_OUT) this.options.giveBack?.(value);
  }

  protected begin(waker: Waker<T | TimedOut>, fiber: Fiber | null): void {
    const { timeout, signal } = this.limit;
    if (timeout !== undefined) this.#timer = startTimer(timeout, () => waker.resolve(TIMED_OUT), undefined);
    if (signal !== undefined) signal.addEventListener('abort', (this.#onAbort = () => waker.reject(signal.reason)));
    if (this.line !== null) this.line.add((this.#entry = new Entry(waker, this.data, fiber)));
  }

  /** @internal leaves the line, if it is still in it */
  leave(): void {
    if (this.#timer !== undefined) stopTimer(this.#timer);
    if (this.#onAbort !== undefined) this.limit.signal!.removeEventListener('abort', this.#onAbort);
    const entry = this.#entry;
    if (entry !== null && entry.line !== null) entry.line.remove(entry);
  }
}

/** One wait in several lines, which ends where something is handed over first. */
export class WaitForAny<T> extends Wait<T> {
  readonly #entries: Entry<unknown, unknown>[] = [];

  constructor(
    private readonly places: readonly Place<T>[],
    limit: WaitOptions,
    options: LineOptions<T>,
  ) {
    super(null, undefined, limit, options);
  }

  protected override begin(waker: Waker<T | TimedOut>, fiber: Fiber | null): void {
    super.begin(waker, fiber);
    for (const [line, data, adapt] of this.places) {
      const entry = new Entry(adapt(waker), data, fiber);
      this.#entries.push(entry);
      line.add(entry);
    }
  }

  /** @internal */
  override leave(): void {
    super.leave();
    for (const entry of this.#entries) entry.line?.remove(entry);
  }
}

/** The waker of a wait that nobody is parked in. */
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
