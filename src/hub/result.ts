import { GreenpatchError } from '../base/errors';
import type { Fiber } from './fiber';
import { observeLater } from './uncaught';
import { park, type Waker } from './park';
import { runEntry } from './entry';
import { startTimer } from './timer';

 
type Link = (fiber: Fiber<any>) => void;

/** The outcome of a fiber and everybody who waits for it. */
export class FiberResult {
  /** The value, or the error when the fiber failed or was killed. */
  value: unknown = undefined;
  /** Somebody has asked for the outcome, so an error is not lost. */
  observed = false;
  #waiters: Set<() => void> | null = null;
  #links: Link[] | null = null;
  #promise: Promise<unknown> | undefined;

  constructor(readonly fiber: Fiber<unknown>) {}

  /** On the hub, once, right after the end of the fiber. */
  settle(): void {
    const waiters = this.#waiters;
    const links = this.#links;
    this.#waiters = this.#links = null;
    if (this.fiber.state === 'failed' && !this.observed) observeLater(this);
    if (waiters !== null) for (const wake of waiters) wake();
    if (links !== null) for (const callback of links) this.#runLink(callback);
  }

  /** Calls `wake` at the end of the fiber, which must not have ended yet. Undone by `forget`. */
  notify(wake: () => void): void {
    (this.#waiters ??= new Set()).add(wake);
  }

  forget(wake: () => void): void {
    this.#waiters?.delete(wake);
  }

  join(timeoutMs?: number): boolean {
    this.observed = true;
    if (this.fiber.finished) return true;
    let wake: () => void;
    let timer: { clear(): void } | undefined;
    try {
      return park<boolean>({
        what: `join of fiber ${this.fiber.id} (${this.fiber.name})`,
        start: (waker: Waker<boolean>) => {
          wake = () => waker.resolve(true);
          this.notify(wake);
          if (timeoutMs !== undefined) timer = startTimer(timeoutMs, () => waker.resolve(false));
        },
      });
    } finally {
      timer?.clear();
      this.forget(wake!);
    }
  }

  get(timeoutMs?: number): unknown {
    if (!this.join(timeoutMs)) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_TIMEOUT',
        `Fiber ${this.fiber.id} (${this.fiber.name}) did not end within the ${timeoutMs} ms given to get(). ` +
          'It goes on; kill it if its result is no longer wanted.',
      );
    }
    if (this.fiber.state === 'done') return this.value;
    throw this.value;
  }

  promise(): Promise<unknown> {
    this.observed = true;
    return (this.#promise ??= new Promise<unknown>((resolve, reject) => {
      const settle = () => (this.fiber.state === 'done' ? resolve(this.value) : reject(this.value));
      if (this.fiber.finished) settle();
      else this.notify(settle);
    }));
  }

  link(callback: Link): void {
    this.observed = true;
    if (this.fiber.finished) process.nextTick(() => this.#runLink(callback));
    else (this.#links ??= []).push(callback);
  }

  unlink(callback: Link): void {
    const at = this.#links?.indexOf(callback) ?? -1;
    if (at >= 0) this.#links!.splice(at, 1);
  }

  #runLink(callback: Link): void {
    try {
      runEntry('link', callback, undefined, [this.fiber]);
    } catch (error) {
      // Its error must not end the hub's turn; it ends where errors of callbacks end.
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
