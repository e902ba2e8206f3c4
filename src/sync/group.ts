import { invalidArgument } from '../base/errors';
import { isIterable } from '../base/iterable';
import {
  controlsOf,
  Fiber,
  inFiber,
  killAll,
  makeFiber,
  runningFiber,
  spawn,
  TIMED_OUT,
  type Waiter,
  WaitList,
} from '../hub';
import { checkCount, checkFunction, checkLimit, checkWait, type Limit } from './limits';
import { Results } from './results';

export interface GroupJoinOptions {
  /** How long at most, in ms. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Throw the error of the first fiber of the group that fails meanwhile, as soon as it does. */
  readonly raiseError?: boolean;
}

export interface ImapOptions {
  /** How many results may be ready or under way that are not taken yet; any number unless given. */
  readonly maxsize?: number;
}

/** Fibers that belong together. One that has ended leaves the group. gevent: `gevent.pool.Group`. */
export class Group implements Iterable<Fiber> {
  readonly #fibers = new Map<Fiber, Waiter<void, undefined>>();
  readonly #joiners = this.#line();
  /** Those that want the first error as well. */
  readonly #raisers = this.#line();
  #raising = 0;

  #line(): WaitList<true> {
    return new WaitList({ what: `${this.name}#join`, owners: () => this.#fibers.keys() });
  }

  /** @internal for messages */
  protected get name(): string {
    return 'Group';
  }

  get [Symbol.toStringTag](): string {
    return this.name;
  }

  /** How many fibers are in it. */
  get size(): number {
    return this.#fibers.size;
  }

  has(fiber: Fiber): boolean {
    return this.#fibers.has(fiber);
  }

  [Symbol.iterator](): IterableIterator<Fiber> {
    return this.#fibers.keys();
  }

  /**
   * Takes a fiber in; nothing happens when it has ended, or is in already.
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  add(fiber: Fiber<any>): void {
    if (!(fiber instanceof Fiber)) throw invalidArgument('fiber', 'a fiber', fiber);
    if (!fiber.finished && !this.#fibers.has(fiber)) this.enrol(fiber);
  }

  /** Lets a fiber go. */
  discard(fiber: Fiber<any>): void {
    const watcher = this.#fibers.get(fiber);
    if (watcher === undefined) return;
    watcher.leave();
    this.left(fiber);
  }

  /**
   * Makes a fiber in the group. gevent: `Group.spawn`.
   * @throws as `spawn`
   */
  spawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
    const fiber = makeFiber<T>(fn, args, this.spawn);
    controlsOf(fiber).makeReady();
    this.enrol(fiber);
    return fiber;
  }

  /** @internal */
  protected enrol(fiber: Fiber<any>): void {
    this.#fibers.set(fiber, this.#watch(fiber));
  }

  #watch(fiber: Fiber): Waiter<void, undefined> {
    return controlsOf(fiber).whenEnded(() => this.left(fiber), this.#raising > 0);
  }

  /** @internal */
  protected left(fiber: Fiber): void {
    this.#fibers.delete(fiber);
    if (fiber.state === 'failed') this.#raisers.rejectAll(() => controlsOf(fiber).outcome);
    if (this.#fibers.size > 0) return;
    this.#raisers.resolveAll(true);
    this.#joiners.resolveAll(true);
  }

  /**
   * Parks until the group is empty.
   * @returns false when the time ran out
   * @throws with `raiseError` a fiber's error; the signal's reason; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER,
   *   ERR_GREENPATCH_INVALID_ARG
   */
  join(limit?: number | GroupJoinOptions): boolean {
    const options: GroupJoinOptions = checkWait(`${this.name}#join`, limit);
    if (this.size === 0 || options.timeout === 0) return this.size === 0;
    if (options.raiseError !== true) return this.#joiners.wait(options, undefined) !== TIMED_OUT;
    this.#raise(+1);
    try {
      return this.#raisers.wait(options, undefined) !== TIMED_OUT;
    } finally {
      this.#raise(-1);
    }
  }

  /** `join` for asynchronous code. */
  async joinAsync(limit?: Limit): Promise<boolean> {
    const options = checkLimit(limit);
    if (this.size === 0 || options.timeout === 0) return this.size === 0;
    return (await this.#joiners.waitAsync(options, undefined)) !== TIMED_OUT;
  }

  /** A join that raises errors begins or ends: while there is one, errors count as known. */
  #raise(by: 1 | -1): void {
    this.#raising += by;
    for (const [fiber, watcher] of this.#fibers) {
      watcher.leave();
      this.#fibers.set(fiber, this.#watch(fiber));
    }
  }

  /**
   * Kills every fiber of the group, and those that are spawned into it meanwhile; parks until all have ended, if called in a
   * fiber. gevent: `Group.kill`.
   * @param reason as in `Fiber#kill`
   */
  kill(reason?: unknown, options: { timeout?: number } = {}): void {
    killAll(this, reason, options);
    if (options.timeout !== undefined || !inFiber()) return;
    while (this.size > (this.has(runningFiber()!) ? 1 : 0)) killAll(this, reason);
  }

  /**
   * Calls `fn` with each item, each call in a fiber of the group, and parks until all have ended. gevent: `Group.map`.
   * @returns the results in the order of the items
   * @throws the error of the first item that failed; the other fibers go on, as in gevent. To cancel them take `nursery`
   */
  map<T, R>(fn: (item: T) => R, items: Iterable<T>): R[] {
    this.#checkCall('map', fn, items);
    const fibers: Fiber<R>[] = [];
    for (const item of items) fibers.push(this.#launch(fn, item));
    return fibers.map((fiber) => fiber.get());
  }

  /** `map` in a fiber of its own, which can be awaited too. gevent: `Group.map_async`. */
  mapAsync<T, R>(fn: (item: T) => R, items: Iterable<T>): Fiber<R[]> {
    checkItems(fn, items);
    return spawn(() => this.map(fn, items));
  }

  /**
   * Calls `fn` with each item, as `map`, and gives the results one by one, in the order of the items: `next()` parks, `for await`
   * waits. An item's error is thrown in its turn, and the next one comes after it, as in gevent. gevent: `Group.imap`.
   */
  imap<T, R>(fn: (item: T) => R, items: Iterable<T>, options: ImapOptions = {}): Results<R> {
    return this.#results(fn, items, options, true);
  }

  /** The same in the order in which the results come. gevent: `Group.imap_unordered`. */
  imapUnordered<T, R>(fn: (item: T) => R, items: Iterable<T>, options: ImapOptions = {}): Results<R> {
    return this.#results(fn, items, options, false);
  }

  /** Calls `fn(...args)` in a fiber of the group and parks until it has ended. gevent: `Group.apply`. */
  apply<A extends unknown[], R>(fn: (...args: A) => R, args: A): R {
    checkFunction('fn', fn);
    checkWait(`${this.name}#apply`, undefined);
    return this.spawn(fn, ...args).get();
  }

  /** `apply` in a fiber of its own, which can be awaited too. gevent: `Group.apply_async`. */
  applyAsync<A extends unknown[], R>(fn: (...args: A) => R, args: A): Fiber<R> {
    checkFunction('fn', fn);
    return spawn(() => this.apply(fn, args));
  }

  #results<T, R>(fn: (item: T) => R, items: Iterable<T>, { maxsize }: ImapOptions, ordered: boolean): Results<R> {
    checkItems(fn, items);
    if (maxsize !== undefined) checkCount('options.maxsize', maxsize, 1);
    return new Results<R>(this.#launches(fn, items), maxsize, ordered);
  }

  *#launches<T, R>(fn: (item: T) => R, items: Iterable<T>): Generator<() => Fiber<R>> {
    for (const item of items) yield () => this.#launch(fn, item);
  }

  /** Its error is for the code that takes the result. */
  #launch<T, R>(fn: (item: T) => R, item: T): Fiber<R> {
    const fiber = this.spawn(fn, item);
    controlsOf(fiber).observe();
    return fiber;
  }

  #checkCall(method: string, fn: unknown, items: unknown): void {
    checkItems(fn, items);
    checkWait(`${this.name}#${method}`, undefined);
  }
}

function checkItems(fn: unknown, items: unknown): void {
  checkFunction('fn', fn);
  if (isIterable(items)) return;
  throw invalidArgument('items', 'an array, or another iterable', items);
}
