import { controlsOf, type Fiber, spawn } from '../hub';
import { Queue } from './queue';
import { Semaphore } from './semaphore';

/** What stops the fiber that begins the work. */
const STOP = Symbol('stop');

/** Results that are to come, one by one. A fiber of its own begins the work, as far as there is room. */
export class Results<R> implements IterableIterator<R> {
  /** A fiber can be awaited, and must not be as it comes out of the queue: so it is wrapped. */
  readonly #begun = new Queue<{ readonly fiber: Fiber<R> }>();
  readonly #room: Semaphore | null;
  readonly #launches: Iterator<() => Fiber<R>>;
  readonly #ordered: boolean;
  #feeder: Fiber<void>;
  #running = 0;
  #fed = false;
  #failure: { readonly error: unknown } | null = null;
  /** Taken from the items and not begun yet. */
  #next: IteratorResult<() => Fiber<R>> | null = null;
  /** Whose turn it is. */
  #current: Fiber<R> | null = null;

  /** @internal */
  constructor(launches: Iterable<() => Fiber<R>>, maxsize: number | undefined, ordered: boolean) {
    this.#room = maxsize === undefined ? null : new Semaphore(maxsize);
    this.#launches = launches[Symbol.iterator]();
    this.#ordered = ordered;
    this.#feeder = spawn(() => this.#feed());
  }

  #feed(): void {
    try {
      while (!this.#fed) this.#begin();
    } catch (error) {
      if (error === STOP) {
        if (this.#fed) this.#launches.return?.();
        return;
      }
      this.#failure = { error }; // of the items' iterator: it comes behind the results that there are
      this.#fed = true;
    }
    this.#closeIfDone();
  }

  #begin(): void {
    this.#next ??= this.#launches.next();
    if (this.#next.done) {
      this.#fed = true;
      return;
    }
    this.#room?.acquire();
    let fiber: Fiber<R>;
    try {
      fiber = this.#next.value();
    } catch (error) {
      this.#room?.release();
      throw error;
    }
    this.#next = null;
    if (this.#ordered) this.#begun.put({ fiber });
    else this.#watch(fiber);
  }

  #watch(fiber: Fiber<R>): void {
    this.#running++;
    const ended = () => {
      this.#running--;
      this.#begun.put({ fiber });
      this.#closeIfDone();
    };
    controlsOf(fiber).whenEnded(ended, true);
  }

  #closeIfDone(): void {
    if (this.#fed && this.#running === 0) this.#begun.close();
  }

  /**
   * Parks until the next result is there. A fiber that is killed or timed out meanwhile has lost nothing: the next call goes on.
   * @throws the error of its item; what the items' iterator has thrown; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER
   */
  next(): IteratorResult<R> {
    if (this.#feeder.finished && !this.#fed) this.#feeder = spawn(() => this.#feed());
    try {
      this.#current ??= this.#take();
      if (this.#current === null) return this.#end();
      this.#current.join();
    } catch (error) {
      if (error !== this.#failure?.error) this.#stop(); // there may be no further call
      throw error;
    }
    return { done: false, value: this.#taken().get() };
  }

  #take(): Fiber<R> | null {
    for (const { fiber } of this.#begun) return fiber;
    return null;
  }

  #taken(): Fiber<R> {
    const fiber = this.#current!;
    this.#current = null;
    this.#room?.release();
    return fiber;
  }

  async #nextAsync(): Promise<IteratorResult<R>> {
    for await (const { fiber } of this.#begun) {
      this.#room?.release();
      return { done: false, value: await fiber };
    }
    return this.#end();
  }

  #end(): IteratorReturnResult<undefined> {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure.error;
    return { done: true, value: undefined };
  }

  #stop(): void {
    if (!this.#feeder.finished) controlsOf(this.#feeder).requestKill(STOP);
  }

  /** No more results are wanted: what has not begun does not begin. What runs goes on. */
  return(): IteratorReturnResult<undefined> {
    this.#fed = true;
    if (this.#feeder.finished) this.#launches.return?.();
    else this.#stop();
    this.#closeIfDone();
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<R> {
    const iterator: AsyncIterableIterator<R> = {
      next: () => this.#nextAsync(),
      return: () => Promise.resolve(this.return()),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }
}
