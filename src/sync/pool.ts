import type { Callable } from '../base/callable';
import { room } from '../fiber';
import { type Fiber, type StackNote, TIMED_OUT, WaitList, type WaitOptions } from '../hub';
import { Group } from './group';
import { checkCount, checkFunction, checkLimit, checkWait, type Limit } from './limits';

/**
 * A group of at most so many fibers: `spawn`, and all that is built on it, waits for a free place. gevent: `gevent.pool.Pool`.
 * Places are given in the order in which they were asked for.
 */
export class Pool extends Group {
  #limit: number;
  /** Places in use, some perhaps by a fiber that waited for one and has not gone on yet. */
  #taken = 0;
  readonly #line = new WaitList<true>({
    what: 'Pool#spawn',
    giveBack: () => this.#freed(),
    owners: () => this, // its fibers: each has a place
  });

  /**
   * @param limit how many fibers at most; Infinity, the default, for any number
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  constructor(limit = Infinity) {
    super();
    checkPlaces(limit);
    this.#limit = limit;
  }

  /** @internal */
  protected override get name(): string {
    return 'Pool';
  }

  /** How many fibers at most. It may be changed: a lower one takes effect as fibers end. gevent: `size`. */
  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    checkPlaces(limit);
    this.#limit = limit;
    this.#handOut();
  }

  /** Places that are free; below zero while more fibers are in it than a lowered limit allows. gevent: `free_count`. */
  get freeCount(): number {
    return this.#limit - this.#taken;
  }

  /** Whether `spawn` would have to wait. */
  full(): boolean {
    return this.freeCount <= 0;
  }

  /**
   * Makes a fiber in the pool; parks until there is a place. A pool without a limit may be used anywhere.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, and as `spawn`
   */
  override spawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> {
    return this.begin(fn, args, this.spawn);
  }

  /** @internal */
  protected override get ownSpawn(): Group['spawn'] {
    return Pool.prototype.spawn;
  }

  /** @internal */
  protected override begin<T>(fn: Callable, args: unknown[], spawnedBy: Callable | StackNote | null): Fiber<T> {
    checkFunction('fn', fn);
    room.need(); // a place is taken and used, or not taken
    this.#enter(this.#check('spawn', undefined));
    return super.begin(fn, args, spawnedBy);
  }

  /** `spawn` without waiting, anywhere: null when there is no place. */
  trySpawn<A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Fiber<T> | null {
    checkFunction('fn', fn);
    if (this.full()) return null;
    room.need(); // likewise
    this.#taken++;
    return super.begin(fn, args, this.trySpawn);
  }

  /** Takes a fiber in, which needs a place too: parks until there is one. */
  override add(fiber: Fiber<any>, limit?: Limit): boolean {
    const options = this.#check('add', limit);
    if (this.has(fiber) || fiber.finished) return true;
    if (!this.#enter(options)) return false;
    super.add(fiber);
    if (!this.has(fiber)) this.#freed(); // it has ended meanwhile
    return true;
  }

  /**
   * Parks until there is a place, which it does not take. gevent: `wait_available`.
   * @param limit ms at most, or `{ timeout, signal }`
   * @returns false when the time ran out
   */
  waitAvailable(limit?: Limit): boolean {
    if (!this.#enter(this.#check('waitAvailable', limit))) return false;
    this.#freed();
    return true;
  }

  /** `waitAvailable` for asynchronous code. */
  async waitAvailableAsync(limit?: Limit): Promise<boolean> {
    const options = checkLimit(limit);
    if (!this.full()) return true;
    if (options.timeout === 0 || (await this.#line.waitAsync(options, undefined)) === TIMED_OUT) return false;
    this.#freed();
    return true;
  }

  /** @internal */
  override left(fiber: Fiber): void {
    super.left(fiber);
    this.#freed();
  }

  #check(method: string, limit: Limit | undefined): WaitOptions {
    return this.#limit === Infinity ? checkLimit(limit) : checkWait(`Pool#${method}`, limit);
  }

  #enter(options: WaitOptions): boolean {
    if (this.full()) return options.timeout !== 0 && this.#line.wait(options, undefined) !== TIMED_OUT;
    this.#taken++;
    return true;
  }

  #freed(): void {
    this.#line.prepare();
    this.#taken--;
    this.#handOut();
  }

  #handOut(): void {
    while (!this.full()) {
      const next = this.#line.shift();
      if (next === null) return;
      this.#taken++;
      next.waker.resolve(true);
    }
  }
}

function checkPlaces(limit: number): void {
  if (limit !== Infinity) checkCount('limit', limit, 0);
}
