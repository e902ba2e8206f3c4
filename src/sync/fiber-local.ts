import { runningFiber } from '../hub';
import { checkFunction } from './limits';

/**
 * A variable of which each fiber has its own. gevent: `gevent.local.local`. Code outside of fibers shares one more. It is not
 * inherited by fibers that are spawned; for that take `AsyncLocalStorage`.
 */
export class FiberLocal<T> {
  #onHub: { readonly value: T | undefined } | undefined;

  /**
   * @param initial makes the value of a fiber that asks before it has set one; undefined unless given
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  constructor(private readonly initial?: () => T) {
    if (initial !== undefined) checkFunction('initial', initial);
  }

  get [Symbol.toStringTag](): string {
    return 'FiberLocal';
  }

  /** The running fiber's value. */
  get(): T | undefined {
    if (!this.has()) {
      if (this.initial === undefined) return undefined;
      this.set(this.initial());
    }
    const fiber = runningFiber();
    return fiber === null ? this.#onHub!.value : (fiber.locals.get(this) as T | undefined);
  }

  set(value: T): void {
    const fiber = runningFiber();
    if (fiber === null) this.#onHub = { value };
    else fiber.locals.set(this, value);
  }

  /** Whether the running fiber has a value. */
  has(): boolean {
    const fiber = runningFiber();
    return fiber === null ? this.#onHub !== undefined : fiber.locals.has(this);
  }

  /** Forgets the running fiber's value. Returns whether there was one. */
  delete(): boolean {
    const had = this.has();
    const fiber = runningFiber();
    if (fiber === null) this.#onHub = undefined;
    else fiber.locals.delete(this);
    return had;
  }

  /** Calls `fn` with another value, and puts the present one back. */
  run<R>(value: T, fn: () => R): R {
    checkFunction('fn', fn);
    const had = this.has();
    const before = had ? this.get() : undefined;
    this.set(value);
    try {
      return fn();
    } finally {
      if (had) this.set(before as T);
      else this.delete();
    }
  }
}
