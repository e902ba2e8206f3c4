import { inFiber, Mutex } from '../../hub';

/** Lets one fiber in at a time. For libraries that take it that no other code runs while they wait. */
export class LibraryLock {
  readonly #mutex = new Mutex();

  /**
   * Calls `fn` when no other code is in there. Where nothing can be parked it is called at once, as plain Node would.
   * @param what named in reports
   */
  with<T>(what: string, fn: () => T): T {
    if (!inFiber()) return fn();
    this.#mutex.enter(`${what}, which another fiber is in`);
    try {
      return fn();
    } finally {
      this.#mutex.leave();
    }
  }
}
