import { GreenpatchError } from '../base/errors';
import { Coroutine, ownImmediate, room, suspend } from '../fiber';
import type { FiberCore } from './core';
import { runningCore } from './current';
import type { Fiber } from './fiber';
import { type EnteredDomains, enterDomains, enteredDomains } from './domains';
import { habits } from './habits';
import { hub } from './hub';
import { holdLoop, releaseLoop } from './keep-alive';
import { rejections, type HeldRejections } from './rejections';
import { StackNote } from './site';
import { begin } from './startup';
import { comeBackToStackLimit, leaveStackLimit } from './stack-limit';

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
  /** The fiber was killed or timed out while parked: undo what `start` began. Runs on the hub. */
  cancel?(reason: unknown): void;
  /** The work came to a value after all, which no code will get: dispose of it. Runs on the hub. */
  late?(value: T): void;
  /** What could end the park, for reports: a fiber, or a few words about what is none. */
  owners?(): Iterable<Fiber | string>;
  /** Hold the event loop open while parked, for work that the loop cannot see. */
  readonly keepAlive?: boolean;
}

/** A kill or a timeout on its way to a fiber. */
export interface Interrupt {
  readonly reason: unknown;
}

const PENDING = 0;
const RESOLVED = 1;
const REJECTED = 2;
/** Ended by a kill or timeout, or by an error of `start`. */
const CANCELLED = 3;
/** Frames noted of a parked fiber, greenpatch's own among them. */
const REPORT_FRAMES = 30;

/**
 * One park of one fiber. Most programs make many: fields are set in the constructor and methods have plain names, because V8 makes calls of
 * initialisers and of checks for private ones.
 */
export class Park implements Waker<unknown> {
  declare private state: 0 | 1 | 2 | 3;
  declare private result: unknown;
  declare private suspended: boolean;
  declare private holdsLoop: boolean;
  declare private rejections: HeldRejections;
  declare private domains: EnteredDomains;
  declare private stackLimit: boolean;
  /** Set while the fiber is asked where it is parked. */
  declare private report: StackNote | null | undefined;
  declare readonly core: FiberCore;
  declare readonly options: ParkOptions<unknown>;

  constructor(core: FiberCore, options: ParkOptions<unknown>) {
    this.core = core;
    this.options = options;
    this.state = PENDING;
    this.result = undefined;
    this.suspended = this.holdsLoop = this.stackLimit = false;
    this.rejections = null;
    this.domains = null;
    this.report = undefined;
  }

  get fiber(): Fiber {
    return this.core.fiber;
  }

  get done(): boolean {
    return this.state !== PENDING;
  }

  resolve(value: unknown): void {
    if (this.state === PENDING) this.settle(RESOLVED, value);
    else if (this.state !== RESOLVED) this.undo(() => this.options.late?.(value));
  }

  reject(error: unknown): void {
    if (this.state === PENDING) this.settle(REJECTED, error);
  }

  private settle(state: 1 | 2, result: unknown): void {
    if (this.suspended) this.core.makeReady(); // first: where the stack ends this throws, and nothing has happened
    this.state = state;
    this.result = result;
  }

  /**
   * Makes the park end with `reason` instead of what it waits for, also when that has just arrived and has not been picked up.
   * @returns false when it is not parked yet, or ends with another cancellation already
   */
  cancel(reason: unknown): boolean {
    if (this.state === CANCELLED || !this.suspended) return false;
    room.need();
    const arrived = this.state;
    const result = this.result;
    this.state = CANCELLED;
    this.result = reason;
    if (arrived === RESOLVED) this.undo(() => this.options.late?.(result));
    if (arrived !== PENDING) return true;
    this.undo(() => this.options.cancel?.(reason));
    this.core.makeReady();
    return true;
  }

  /** Runs a clean-up on the hub, never on the stack that caused it; its own errors end where Node's do. */
  private undo(fn: () => void): void {
    const { cancel, late } = this.options;
    if (cancel === undefined && late === undefined) return;
    hub.push({
      step: () => {
        try {
          fn();
        } catch (error) {
          ownImmediate(() => {
            throw error;
          });
        }
      },
    });
  }

  /** Begins the work. True when the fiber has to be suspended for it. */
  begin(): boolean {
    const fiber = this.core;
    try {
      this.options.start(this);
    } catch (error) {
      this.state = CANCELLED;
      throw error;
    }
    if (this.state !== PENDING) return false;
    this.rejections = rejections.hold();
    this.domains = enteredDomains();
    this.stackLimit = leaveStackLimit();
    this.suspended = true;
    begin();
    fiber.parkedOn = this;
    fiber.state = 'parked';
    // One that arrived while `start` itself was parked.
    if (fiber.interrupts !== null && fiber.shields === 0) fiber.interrupt(takeInterrupt(fiber));
    if (hub.onPark !== null) hub.onPark(this);
    if (this.options.keepAlive && !fiber.abandoned) {
      this.holdsLoop = true;
      holdLoop();
    }
    return true;
  }

  /** After the suspension. */
  end(): void {
    while (this.report === null) {
      this.report = StackNote.here(REPORT_FRAMES, this.end);
      suspend();
    }
    this.core.parkedOn = null;
    rejections.restore(this.rejections);
    enterDomains(this.domains);
    comeBackToStackLimit(this.stackLimit);
    this.letLoopEnd();
  }

  /** It holds the event loop open no longer. */
  letLoopEnd(): void {
    if (!this.holdsLoop) return;
    this.holdsLoop = false;
    releaseLoop();
  }

  /** What woke it. */
  take(): unknown {
    if (this.state === RESOLVED) return this.result;
    throw this.result;
  }

  /** Where the fiber is parked: it is resumed for a moment, to note that itself. */
  describe(): StackNote {
    this.report = null;
    this.core.coroutine.resume();
    const site = this.report!;
    this.report = undefined;
    return site;
  }
}

function takeInterrupt(fiber: FiberCore): Interrupt {
  const interrupt = fiber.interrupts!.shift()!;
  if (fiber.interrupts!.length === 0) fiber.interrupts = null;
  return interrupt;
}

/**
 * Calls in which nothing may park: with a time limit, those that must stay in order, the evaluation of ES modules of which one
 * waits for the top-level await of another, and calls that hold something of Node's which others could take away or write to.
 *
 * Other folders keep it in a constant of the file: what an index exports is a getter, a call for which a `finally` near the end of
 * the stack may have no room (test/imported-marks.test.ts).
 */
export const forbidden = { limited: 0, inOrder: 0, graph: 0, held: 0 };

/** Whether none of these calls is under way. */
function isAllowed(): boolean {
  const { limited, inOrder, graph, held } = forbidden;
  return limited + inOrder + graph + held === 0;
}

/** Calls `fn`, in which nothing is parked: what blocks there blocks truly. */
export function withoutParking<T>(why: keyof typeof forbidden, fn: () => T): T {
  forbidden[why]++;
  try {
    return fn();
  } finally {
    forbidden[why]--;
  }
}

/**
 * Whether the running code is in a fiber that can be parked here.
 * @throws RangeError as V8 does where a stack ends, a little before its end
 */
export function inFiber(): boolean {
  return runningCore() !== null && isAllowed() && Coroutine.canSuspend;
}

/**
 * Makes the error of a call that parks, made where nothing can be parked.
 * @param elsewhere says where, if the hub does not know
 */
export function notInFiber(what: string, elsewhere?: string): GreenpatchError {
  habits.noteBlocking();
  let where = 'on the hub';
  if (elsewhere !== undefined) where = elsewhere;
  else if (forbidden.limited > 0) where = 'in code with a time limit (vm)';
  else if (forbidden.graph > 0)
    where = 'while ES modules are evaluated, one of which waits for the top-level await of another';
  else if (forbidden.held > 0)
    where =
      'below a function of Node that no other code may interrupt, such as postMessage or a handler of uncaught errors';
  else if (forbidden.inOrder > 0) where = "in a stream's 'data' or 'readable' event";
  else if (runningCore() !== null) where = Coroutine.forbidden ?? 'in a promise job or tick that a fiber drains itself';
  return new GreenpatchError(
    'ERR_GREENPATCH_NOT_IN_FIBER',
    `${what} was called ${where}, where nothing can be parked. Call it inside a fiber: spawn(() => ...).`,
  );
}

/**
 * Calls `fn`, during which kills and timeouts are held back: they are delivered at the next park behind it. For clean-ups that
 * must come to their end, such as taking a lock again.
 */
export function shielded<T>(fn: () => T): T {
  const fiber = runningCore()!;
  fiber.shields++;
  try {
    return fn();
  } finally {
    fiber.shields--;
  }
}

/**
 * Parks the running fiber until its waker is used.
 * @returns what the waker's `resolve` got; the fiber does not park when that happens inside `start`
 * @throws what `reject` got, what `start` throws, or the reason of a kill or timeout;
 *   GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER where nothing can be parked
 */
export function park<T>(options: ParkOptions<T>): T {
  const how = isAllowed() ? room.park() : 0;
  if (how === 0) throw notInFiber(options.what);
  if (how === 2) return parkNearEnd(options);
  const fiber = runningCore();
  if (fiber === null) throw notInFiber(options.what);
  if (fiber.interrupts !== null && fiber.shields === 0) throw takeInterrupt(fiber).reason;
  const park = new Park(fiber, options);
  if (park.begin()) {
    // Few frames may lie between the caller and the suspension: garbage collections visit those of every parked fiber.
    suspend();
    park.end();
  }
  return park.take() as T;
}

/** The same where little stack was left and some has been added. */
function parkNearEnd<T>(options: ParkOptions<T>): T {
  try {
    return park(options);
  } finally {
    room.give();
  }
}
