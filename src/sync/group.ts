import { invalidArgument } from '../base/errors';
import type { Callable } from '../base/callable';
import { isIterable } from '../base/iterable';
import {
  controlsOf,
  Fiber,
  inFiber,
  killAll,
  makeFiber,
  NOT_BEGUN,
  runningFiber,
  spawn,
  spawnSite,
  type StackNote,
  TIMED_OUT,
  Waiter,
  WaitList,
  type Waker,
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

/** What waits for the end of a fiber of a group, on behalf of the group. */
class Member extends Waiter<void, undefined> implements Waker<void> {
  readonly done = false;

  constructor(
    private readonly group: Group,
    private readonly member: Fiber,
  ) {
    super(NOT_BEGUN, undefined, null);
    this.waker = this;
  }

  resolve(): void {
    this.group.left(this.member);
  }

  reject(): void {}
}

/** Results of fibers, in their order: a fiber is let go as soon as it has ended and so have those before it. */
class ResultsInOrder<R> {
  readonly #fibers: (Fiber<R> | undefined)[] = [];
  readonly #values: R[] = [];

  add(fiber: Fiber<R>): void {
    const fibers = this.#fibers;
    fibers.push(fiber);
    for (let first = fibers[this.#values.length]; first?.state === 'done'; first = fibers[this.#values.length]) {
      fibers[this.#values.length] = undefined;
      this.#values.push(controlsOf(first).outcome as R);
    }
  }

  /** Parks until all have ended. @throws the error of the first that failed */
  all(): R[] {
    for (let i = this.#values.length; i < this.#fibers.length; i++) this.#values.push(this.#fibers[i]!.get());
    return this.#values;
  }
}

/** Fibers that belong together. One that has ended leaves the group. gevent: `gevent.pool.Group`. */
export class Group implements Iterable<Fiber> {
  readonly #fibers = new Map<Fiber, Member>();
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
    return this.begin(fn, args, this.spawn);
  }

  /** @internal `spawn` as this class has it */
  protected get ownSpawn(): Group['spawn'] {
    return Group.prototype.spawn;
  }

  /** @internal */
  protected begin<T>(fn: Callable, args: unknown[], spawnedBy: Callable | StackNote | null): Fiber<T> {
    const fiber = makeFiber<T>(fn, args, spawnedBy);
    controlsOf(fiber).makeReady();
    this.enrol(fiber);
    return fiber;
  }

  /** @internal */
  protected enrol(fiber: Fiber<any>): void {
    const member = new Member(this, fiber);
    this.#fibers.set(fiber, member);
    controlsOf(fiber).standAtEnd(member, this.#raising > 0);
  }

  /** @internal */
  left(fiber: Fiber): void {
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
    for (const [fiber, member] of this.#fibers) {
      member.leave();
      controlsOf(fiber).standAtEnd(member, this.#raising > 0);
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
    const site = spawnSite(this.map);
    const results = new ResultsInOrder<R>();
    for (const item of items) results.add(this.#launch(fn, item, site));
    return results.all();
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
    return this.#results(fn, items, options, true, spawnSite(this.imap));
  }

  /** The same in the order in which the results come. gevent: `Group.imap_unordered`. */
  imapUnordered<T, R>(fn: (item: T) => R, items: Iterable<T>, options: ImapOptions = {}): Results<R> {
    return this.#results(fn, items, options, false, spawnSite(this.imapUnordered));
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

  #results<T, R>(
    fn: (item: T) => R,
    items: Iterable<T>,
    { maxsize }: ImapOptions,
    ordered: boolean,
    site: StackNote | null,
  ): Results<R> {
    checkItems(fn, items);
    if (maxsize !== undefined) checkCount('options.maxsize', maxsize, 1);
    return new Results<R>(this.#launches(fn, items, site), maxsize, ordered);
  }

  *#launches<T, R>(fn: (item: T) => R, items: Iterable<T>, site: StackNote | null): Generator<() => Fiber<R>> {
    for (const item of items) yield () => this.#launch(fn, item, site);
  }

  /** Its error is for the code that takes the result. All that one call spawns has been spawned from the same place. */
  #launch<T, R>(fn: (item: T) => R, item: T, site: StackNote | null): Fiber<R> {
    const fiber = this.spawn === this.ownSpawn ? this.begin<R>(fn, [item], site) : this.spawn(fn, item);
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
