import { GreenpatchError } from '../base/errors';
import { TIMED_OUT, Wait, WaitList, type WaitOptions } from '../hub';
import { checkLimit, checkWait, type Limit, NO_LIMIT } from './limits';
import type { Store } from './store';

/** Getters take the item, peekers only look at it. */
type Want = 'get' | 'peek';

/**
 * What queues and channels are: items, room for so many, those who wait for an item and those who wait for room.
 *
 * An item is handed to the first one who waits for one, and is his from then on. If he is killed or timed out in that very moment,
 * the item goes to the next one, or comes first again. An item whose `put` was waiting is put when room or a getter is there; a
 * kill that comes after that ends the putter, and the item has been put.
 */
export abstract class Exchange<T> implements Iterable<T>, AsyncIterable<T> {
  #closed = false;
  /** @internal */
  readonly getters: WaitList<T, Want>;
  /** @internal */
  readonly putters: WaitList<true, T>;

  /** @internal */
  constructor(
    /** The class's name, for messages. */
    private readonly what: string,
    /** @internal */
    protected readonly capacity: number,
    private readonly store: Store<T>,
  ) {
    this.getters = new WaitList<T, Want>({ what: `${what}#get`, giveBack: (item) => this.unget(item) });
    this.putters = new WaitList<true, T>({ what: `${what}#put` });
  }

  get [Symbol.toStringTag](): string {
    return this.what;
  }

  /** Whether `close` has been called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** How many items there are. */
  get size(): number {
    return this.store.size;
  }

  /** Whether a `get` would have to wait, for all that is known now. */
  empty(): boolean {
    return this.store.size === 0;
  }

  /** Whether a `put` would have to wait, for all that is known now. */
  full(): boolean {
    return this.store.size >= this.capacity;
  }

  /** How many wait for an item. */
  get getting(): number {
    return this.getters.size;
  }

  /** How many wait for room. */
  get putting(): number {
    return this.putters.size;
  }

  /**
   * Puts an item in; parks while there is no room. What has no limit never waits, and may be called anywhere.
   * @param limit ms at most, or `{ timeout, signal }`; with a timeout of 0 it does not park
   * @throws GreenpatchError ERR_GREENPATCH_FULL when the time ran out, ERR_GREENPATCH_CLOSED, ERR_GREENPATCH_NOT_IN_FIBER,
   *   ERR_GREENPATCH_INVALID_ARG; the signal's reason
   */
  put(item: T, limit?: Limit): void {
    // Likewise.
    if (limit === undefined && !this.#closed && this.full() && this.getters.first() === null) {
      this.putters.wait(NO_LIMIT, item);
      return;
    }
    const options = this.capacity === Infinity ? checkLimit(limit) : checkWait(`${this.what}#put`, limit);
    if (this.tryPut(item)) return;
    if (options.timeout === 0 || this.putters.wait(options, item) === TIMED_OUT) throw this.#fullError(options);
  }

  /** `put` for asynchronous code. */
  async putAsync(item: T, limit?: Limit): Promise<void> {
    const options = checkLimit(limit);
    if (this.tryPut(item)) return;
    if (options.timeout === 0 || (await this.putters.waitAsync(options, item)) === TIMED_OUT)
      throw this.#fullError(options);
  }

  /** `put` without waiting, anywhere. @throws GreenpatchError ERR_GREENPATCH_FULL, ERR_GREENPATCH_CLOSED */
  putNowait(item: T): void {
    if (!this.tryPut(item)) throw this.#fullError({});
  }

  /** The same; returns false instead of throwing when there is no room. @throws GreenpatchError ERR_GREENPATCH_CLOSED */
  tryPut(item: T): boolean {
    if (this.#closed) throw this.closedError();
    if (!this.#hand(item)) return false;
    this.accepted();
    return true;
  }

  /**
   * Takes an item; parks until there is one.
   * @param limit ms at most, or `{ timeout, signal }`; with a timeout of 0 it does not park
   * @throws GreenpatchError ERR_GREENPATCH_EMPTY when the time ran out, ERR_GREENPATCH_CLOSED when it is closed and
   *   nothing is left, ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG; the signal's reason
   */
  get(limit?: Limit): T {
    // A wait without a limit makes sure itself that this is a fiber.
    if (limit === undefined && !this.#closed && !this.ready) return this.getters.wait(NO_LIMIT, 'get') as T;
    const options = checkWait(`${this.what}#get`, limit);
    if (this.ready) return this.take();
    this.#checkOpen();
    return this.#received(options.timeout === 0 ? TIMED_OUT : this.getters.wait(options, 'get'), options);
  }

  /** `get` for asynchronous code. */
  async getAsync(limit?: Limit): Promise<T> {
    const options = checkLimit(limit);
    if (this.ready) return this.take();
    this.#checkOpen();
    return this.#received(options.timeout === 0 ? TIMED_OUT : await this.getters.waitAsync(options, 'get'), options);
  }

  /** `get` without waiting, anywhere. @throws GreenpatchError ERR_GREENPATCH_EMPTY, ERR_GREENPATCH_CLOSED */
  getNowait(): T {
    if (this.ready) return this.take();
    this.#checkOpen();
    throw this.#emptyError({});
  }

  /**
   * Nothing can be put any more. What is there can still be taken; after that, and for those who wait now, `get` throws
   * ERR_GREENPATCH_CLOSED and iterations end. A second call does nothing.
   */
  close(): void {
    if (this.#closed) return;
    this.putters.prepare();
    this.getters.prepare();
    this.#closed = true;
    this.putters.rejectAll(() => this.closedError());
    this.getters.rejectAll(() => this.closedError());
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Takes item after item, parking for each, until it is closed and empty. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (;;) {
      let item: T;
      try {
        item = this.get();
      } catch (error) {
        if (this.#ended(error)) return;
        throw error;
      }
      yield item;
    }
  }

  /** The same for asynchronous code. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<T> {
    for (;;) {
      let item: T;
      try {
        item = await this.getAsync();
      } catch (error) {
        if (this.#ended(error)) return;
        throw error;
      }
      yield item;
    }
  }

  #ended(error: unknown): boolean {
    return this.#closed && error instanceof GreenpatchError && error.code === 'ERR_GREENPATCH_CLOSED';
  }

  /** @internal an item has come in */
  protected accepted(): void {}

  /** @internal whether `take` finds something */
  get ready(): boolean {
    return this.store.size > 0 || (this.capacity === 0 && this.putters.first() !== null);
  }

  /** @internal takes an item that is there; room goes to the first who waits for it */
  take(): T {
    this.putters.prepare();
    if (this.store.size > 0) {
      const item = this.store.shift();
      this.#refill();
      return item;
    }
    const putter = this.putters.shift()!;
    putter.waker.resolve(true);
    this.accepted();
    return putter.data;
  }

  /** @internal takes an item back that was handed to a waiter which cannot have it any more */
  unget(item: T): void {
    this.getters.prepare();
    if (!this.#handOver(item)) this.store.unshift(item);
  }

  /** @internal waits for an item without taking it: nothing has to be given back */
  protected peeking(limit: WaitOptions): Wait<T> {
    this.#checkOpen();
    return new Wait<T>(this.getters, 'peek', limit, { what: `${this.what}#peek` });
  }

  /** @internal */
  protected seen(item: T | typeof TIMED_OUT, options: WaitOptions): T {
    return this.#received(item, options);
  }

  /** @internal the item whose turn it is */
  protected look(): T {
    return this.store.peek();
  }

  #refill(): void {
    while (this.store.size < this.capacity) {
      const putter = this.putters.shift();
      if (putter === null) return;
      this.store.push(putter.data);
      putter.waker.resolve(true);
      this.accepted();
    }
  }

  /** Hands an item over, or stores it if there is room. */
  #hand(item: T): boolean {
    this.getters.prepare();
    if (this.#handOver(item)) return true;
    if (this.store.size >= this.capacity) return false;
    this.store.push(item);
    return true;
  }

  #handOver(item: T): boolean {
    for (let next = this.getters.shift(); next !== null; next = this.getters.shift()) {
      next.waker.resolve(item);
      if (next.data === 'get') return true;
    }
    return false;
  }

  #received(item: T | typeof TIMED_OUT, options: WaitOptions): T {
    if (item === TIMED_OUT) throw this.#emptyError(options);
    return item;
  }

  #checkOpen(): void {
    if (this.#closed) throw this.closedError();
  }

  /** @internal */
  closedError(): GreenpatchError {
    return new GreenpatchError(
      'ERR_GREENPATCH_CLOSED',
      `This ${this.what} has been closed. Iterate over it, or look at \`closed\`, to end without an error.`,
    );
  }

  #emptyError({ timeout = 0 }: WaitOptions): GreenpatchError {
    return new GreenpatchError(
      'ERR_GREENPATCH_EMPTY',
      `There was nothing in the ${this.what} within ${timeout} ms. Give get() more time, or look with empty() first.`,
    );
  }

  #fullError({ timeout = 0 }: WaitOptions): GreenpatchError {
    return new GreenpatchError(
      'ERR_GREENPATCH_FULL',
      `The ${this.what} had no room for one more item within ${timeout} ms. Give put() more time, or use tryPut().`,
    );
  }
}
