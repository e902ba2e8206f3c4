import { type Fiber, spawn } from '../hub';
import { Queue } from './queue';
import { Semaphore } from './semaphore';

/** Results that are to come, one by one. A fiber of its own begins the work, as far as there is room. */
export class Results<R> implements IterableIterator<R> {
  /** A fiber can be awaited, and must not be as it comes out of the queue: so it is wrapped. */
  readonly #ended = new Queue<{ readonly fiber: Fiber<R> }>();
  readonly #room: Semaphore | null;
  readonly #feeder: Fiber<void>;
  #running = 0;
  #fed = false;
  #failure: { readonly error: unknown } | null = null;

  /** @internal */
  constructor(launches: Iterable<() => Fiber<R>>, maxsize: number | undefined, ordered: boolean) {
    this.#room = maxsize === undefined ? null : new Semaphore(maxsize);
    this.#feeder = spawn(() => this.#feed(launches, ordered));
  }

  #feed(launches: Iterable<() => Fiber<R>>, ordered: boolean): void {
    try {
      for (const launch of launches) {
        this.#room?.acquire();
        const fiber = launch();
        if (ordered) this.#ended.put({ fiber });
        else this.#watch(fiber);
      }
    } catch (error) {
      this.#failure = { error }; // of the items' iterator, or a kill: it comes behind the results that there are
    } finally {
      this.#fed = true;
      this.#closeIfDone();
    }
  }

  #watch(fiber: Fiber<R>): void {
    this.#running++;
    fiber.result.notify(() => {
      this.#running--;
      this.#ended.put({ fiber });
      this.#closeIfDone();
    }, true);
  }

  #closeIfDone(): void {
    if (this.#fed && this.#running === 0) this.#ended.close();
  }

  /**
   * Parks until the next result is there.
   * @throws the error of its item; what the items' iterator has thrown; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER
   */
  next(): IteratorResult<R> {
    for (const { fiber } of this.#ended) {
      this.#room?.release();
      return { done: false, value: fiber.get() };
    }
    return this.#end();
  }

  async #nextAsync(): Promise<IteratorResult<R>> {
    for await (const { fiber } of this.#ended) {
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

  /** Nobody wants more of it: what has not begun does not begin. What runs goes on. */
  return(): IteratorReturnResult<undefined> {
    if (!this.#feeder.finished) this.#feeder.requestKill();
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
