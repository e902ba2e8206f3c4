import { inFiber, park, type Waker } from '../hub';

/** Lets one fiber in at a time. For libraries that take it that nobody else runs while they wait. */
export class Lock {
  #held = false;
  readonly #waiting: Waker<void>[] = [];

  /**
   * Calls `fn` when nobody else is in there. Where nothing can be parked it is called at once, as plain Node would.
   * @param what named in reports
   */
  with<T>(what: string, fn: () => T): T {
    if (!inFiber()) return fn();
    if (this.#held) this.#wait(what);
    this.#held = true;
    try {
      return fn();
    } finally {
      this.#leave();
    }
  }

  /** It is handed over: nobody gets in between. */
  #wait(what: string): void {
    park<void>({
      what: `${what}, which another fiber is in`,
      start: (waker) => void this.#waiting.push(waker),
      late: () => this.#leave(),
    });
  }

  #leave(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (next.done) continue; // killed while it waited
      next.resolve();
      return;
    }
    this.#held = false;
  }
}
