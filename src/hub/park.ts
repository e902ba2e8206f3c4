import { GreenpatchError } from '../base/errors';
import { Coroutine } from '../fiber';
import { type Fiber, runningFiber } from './fiber';
import { holdLoop, releaseLoop } from './keep-alive';

/** The right to wake one park, once: the park's ticket (invariant 5). A late or second use is dropped. */
export interface Waker<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
  /** True once the park has been woken or cancelled. */
  readonly done: boolean;
}

export interface ParkOptions<T> {
  /** Named in reports: `fs.readFileSync`. */
  readonly what: string;
  /** Begins the work, on the fiber's own stack, before it parks. What it throws, `park` throws. */
  start(waker: Waker<T>): void;
  /** The fiber was killed or timed out while parked: undo what `start` began. Runs on the hub and must not throw. */
  cancel?(reason: unknown): void;
  /** The work came to a value after all, which nobody will get: dispose of it. */
  late?(value: T): void;
  /** Hold the event loop open while parked, for work that the loop cannot see. */
  readonly keepAlive?: boolean;
}

const PENDING = 0;
const RESOLVED = 1;
const REJECTED = 2;
const CANCELLED = 3;

/** One park of one fiber. */
export class Park implements Waker<unknown> {
  #state: 0 | 1 | 2 | 3 = PENDING;
  #result: unknown;
  #suspended = false;

  constructor(
    readonly fiber: Fiber<unknown>,
    readonly options: ParkOptions<unknown>,
  ) {}

  get done(): boolean {
    return this.#state !== PENDING;
  }

  resolve(value: unknown): void {
    if (this.#state === PENDING) this.#settle(RESOLVED, value);
    else if (this.#state === CANCELLED) this.options.late?.(value);
  }

  reject(error: unknown): void {
    if (this.#state === PENDING) this.#settle(REJECTED, error);
  }

  /**
   * Makes the park end with `reason` instead of what it waits for, also when that has just arrived and has not been picked up.
   * @returns false when it ends with another cancellation already
   */
  cancel(reason: unknown): boolean {
    if (this.#state === CANCELLED) return false;
    const arrived = this.#state;
    const result = this.#result;
    this.#state = CANCELLED;
    this.#result = reason;
    if (arrived === PENDING) {
      this.options.cancel?.(reason);
      this.fiber.makeReady();
    } else if (arrived === RESOLVED) {
      this.options.late?.(result);
    }
    return true;
  }

  #settle(state: 1 | 2, result: unknown): void {
    this.#state = state;
    this.#result = result;
    if (this.#suspended) this.fiber.makeReady();
  }

  /** Starts the work, suspends the fiber unless it was woken meanwhile, and returns or throws what woke it. */
  run(): unknown {
    try {
      this.options.start(this);
    } catch (error) {
      this.#state = CANCELLED;
      throw error;
    }
    if (this.#state === PENDING) {
      this.#suspended = true;
      if (this.options.keepAlive) holdLoop();
      try {
        this.fiber.suspendOn(this);
      } finally {
        if (this.options.keepAlive) releaseLoop();
      }
    }
    if (this.#state === RESOLVED) return this.#result;
    throw this.#result;
  }
}

/** Whether the running code is in a fiber that can be parked here. */
export function inFiber(): boolean {
  const fiber = runningFiber();
  return fiber !== null && fiber.coroutine === Coroutine.current && Coroutine.canSuspend;
}

/** Makes the error of a call that parks, made where nothing can be parked. */
function notInFiber(what: string): GreenpatchError {
  const where = runningFiber() === null ? 'on the hub' : 'in a promise job or tick that a fiber drains itself';
  return new GreenpatchError(
    'ERR_GREENPATCH_NOT_IN_FIBER',
    `${what} was called ${where}, where nothing can be parked. Call it inside a fiber: spawn(() => ...).`,
  );
}

/**
 * Parks the running fiber until its waker is used.
 * @returns what the waker's `resolve` got; the fiber does not park when that happens inside `start`
 * @throws what `reject` got, what `start` throws, or the reason of a kill or timeout;
 *   GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER where nothing can be parked
 */
export function park<T>(options: ParkOptions<T>): T {
  if (!inFiber()) throw notInFiber(options.what);
  const fiber = runningFiber()!;
  fiber.throwInterrupt();
  return new Park(fiber, options).run() as T;
}
