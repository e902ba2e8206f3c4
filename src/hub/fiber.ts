import { inspect, type InspectOptions } from 'node:util';
import { invalidArgument } from '../base/errors';
import type { FiberCore } from './core';

export type FiberState = 'ready' | 'running' | 'parked' | 'done' | 'failed' | 'killed';

/** @internal the core of a fiber: for this folder alone, others have `controlsOf` */
export let coreOf: (fiber: Fiber<any>) => FiberCore;

/**
 * A coroutine that the hub schedules. Made by `spawn`. It can be awaited by asynchronous code, and joined by other fibers.
 *
 *   ready ──▶ running ──▶ parked ──▶ ready ...      running ──▶ done | failed | killed
 */
export class Fiber<T = unknown> implements PromiseLike<T> {
  static {
    coreOf = (fiber) => fiber.#core;
  }

  readonly id: number;
  readonly #core: FiberCore;

  /** @internal use `spawn` */
  constructor(core: FiberCore) {
    this.id = core.id;
    this.#core = core;
  }

  get [Symbol.toStringTag](): string {
    return 'Fiber';
  }

  /** What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { id, name, state } = this;
    return `Fiber ${inspect({ id, name, state }, options)}`;
  }

  /** Shown in reports and traces: the name of its function, unless it is given another. */
  get name(): string {
    return this.#core.name;
  }

  set name(name: string) {
    this.#core.name = name;
  }

  get state(): FiberState {
    return this.#core.state;
  }

  /** Values that belong to this fiber. */
  get locals(): Map<unknown, unknown> {
    return this.#core.locals;
  }

  /** True once it has come to its end: done, failed or killed. */
  get finished(): boolean {
    return this.#core.finished;
  }

  /**
   * Parks the caller until this fiber has ended. gevent: `Greenlet.join`.
   * @param timeoutMs how long at most, in ms
   * @returns false when the time ran out first
   * @throws GreenpatchError ERR_GREENPATCH_SELF_JOIN, ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  join(timeoutMs?: number): boolean {
    const core = this.#core;
    core.checkWait('join', timeoutMs);
    return core.result.join(core, timeoutMs, true);
  }

  /**
   * Parks the caller until this fiber has ended, and returns its result. gevent: `Greenlet.get`.
   * @param timeoutMs how long at most, in ms
   * @throws what the fiber failed or was killed with; GreenpatchError ERR_GREENPATCH_TIMEOUT, and what `join` throws
   */
  get(timeoutMs?: number): T {
    const core = this.#core;
    core.checkWait('get', timeoutMs);
    return core.result.get(core, timeoutMs) as T;
  }

  /**
   * Makes this fiber's park throw `reason`, through the hub; one that has not started never starts. Called in another fiber it
   * parks until the killed one has ended; on the hub it only asks for it. A fiber that kills itself throws at once.
   * gevent: `Greenlet.kill`.
   * @param reason what is thrown; a GreenpatchError ERR_GREENPATCH_KILLED unless given
   * @param options.timeout how long to wait at most, in ms
   * @returns whether it has ended
   * @throws GreenpatchError ERR_GREENPATCH_FINISHED when it had ended before, ERR_GREENPATCH_INVALID_ARG
   */
  kill(reason?: unknown, options: { timeout?: number } = {}): boolean {
    return this.#core.kill(reason, options.timeout);
  }

  /**
   * Calls `callback` with this fiber when it has ended, through the hub and in a fiber of its own. On a fiber that has ended,
   * soon. gevent: `Greenlet.link`.
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  link(callback: (fiber: Fiber<T>) => void): void {
    if (typeof callback !== 'function') throw invalidArgument('callback', 'a function', callback);
    this.#core.result.link(this.#core, callback);
  }

  /** Undoes one `link` of this callback. */
  unlink(callback: (fiber: Fiber<T>) => void): void {
    this.#core.result.unlink(callback);
  }

  /** For `await fiber` in asynchronous code. */
  then<R = T, E = never>(
    onfulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onrejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return (this.#core.result.promise(this.#core) as Promise<T>).then(onfulfilled, onrejected);
  }
}
