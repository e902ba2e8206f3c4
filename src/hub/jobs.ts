import type { Callable } from '../base/callable';
import { type Binding, Coroutine, asOwn, asyncResources, closureOf, requireEngine } from '../fiber';
import { runEntry } from './entry';
import { Habit, habits, type Running } from './habits';
import { hub } from './hub';
import { nativeTracking, rejections, type RejectionTracking } from './rejections';

/** Node's queue of ticks and the function that drains it, then the promise jobs, then reports rejections. */
interface Ticks {
  queue: { shift(): unknown; isEmpty(): boolean };
  processTicksAndRejections(): void;
  processPromiseRejections(): boolean;
  hasTickScheduled(): boolean;
  setHasTickScheduled(value: boolean): void;
  hasRejectionToWarn(): boolean;
}

const nothing = (): void => {};
const NONE: readonly unknown[] = [];

/** Checks that everything wanted is there and a function, or an object with these methods. */
function complete<T extends object>(
  found: Record<string, unknown>,
  methods: Record<keyof T & string, string[]>,
): T | null {
  for (const [name, wanted] of Object.entries<string[]>(methods)) {
    const value = found[name] as Record<string, unknown> | undefined;
    if (wanted.length === 0 ? typeof value !== 'function' : !wanted.every((m) => typeof value?.[m] === 'function'))
      return null;
  }
  return found as T;
}

function look<T extends object>(fn: unknown, methods: Record<keyof T & string, string[]>): T | null {
  try {
    return complete<T>(closureOf(fn, Object.keys(methods)), methods);
  } catch {
    return null; // a Node without inspector, or one that may not use it
  }
}

const TICKS: Record<keyof Ticks, string[]> = {
  queue: ['shift', 'isEmpty'],
  processTicksAndRejections: [],
  processPromiseRejections: [],
  hasTickScheduled: [],
  setHasTickScheduled: [],
  hasRejectionToWarn: [],
};

function findTicks(): Ticks | null {
  const { nextTick, _tickCallback } = process as unknown as { nextTick: Callable; _tickCallback: Callable };
  // Others may have wrapped the one, and Node itself wraps the other with --pending-deprecation.
  const ticks = look<Ticks>(nextTick, TICKS) ?? look<Ticks>(_tickCallback, TICKS);
  return ticks !== null && holdsTicks(ticks) ? ticks : null;
}

/** A tick that is scheduled must be in the queue. Looked at only while there is no other. */
const holdsTicks = (ticks: Ticks): boolean =>
  ticks.queue.isEmpty() === true ? sampleTick(ticks, process.nextTick) !== null : ticks.hasTickScheduled();

/** What Node makes of a tick; null where it does not come out of the queue. To be called while there is no other. */
function sampleTick(ticks: Ticks, nextTick: typeof process.nextTick): object | null {
  const { queue, hasTickScheduled, setHasTickScheduled } = ticks;
  asOwn(() => nextTick(nothing));
  const tock = queue.shift() as { callback?: unknown } | null;
  if (tock?.callback !== nothing || !queue.isEmpty() || !hasTickScheduled()) return null;
  setHasTickScheduled(false); // nothing is left to do
  return hasTickScheduled() ? null : tock;
}

/** Whether one is made of a tick as the other one is. */
function isLike(one: unknown, sample: object): boolean {
  if (typeof one !== 'object' || one === null || Object.getPrototypeOf(one) !== Object.getPrototypeOf(sample))
    return false;
  const [keys, wanted] = [Reflect.ownKeys(one), Reflect.ownKeys(sample)];
  return keys.length === wanted.length && keys.every((key, i) => key === wanted[i]);
}

type TickCallback = (fn: () => void) => void;

/** What tells Node's native code which function drains ticks; null where that is not known. */
function findTickCallback(): TickCallback | null {
  const { nextTick, _tickCallback } = process as unknown as { nextTick: Callable; _tickCallback: Callable };
  const wanted = { setTickCallback: [] };
  const found =
    look<{ setTickCallback: TickCallback }>(nextTick, wanted) ??
    look<{ setTickCallback: TickCallback }>(_tickCallback, wanted);
  return found?.setTickCallback.name === 'setTickCallback' ? found.setTickCallback : null;
}

const findTracking = (ticks: Ticks): RejectionTracking | null =>
  look<RejectionTracking>(ticks.processPromiseRejections, {
    setPromiseRejectCallback: [],
    promiseRejectHandler: [],
    maybeUnhandledPromises: ['has'],
  });

/**
 * Promise jobs and ticks as entry points. Node drains both after each of its callbacks, on the hub. Such a drain is moved to a
 * fiber; when something in it parks, what is left is drained at once on another one. The order is Node's.
 */
class Jobs {
  on = false;
  /** What stays on the hub, and why; undefined when nothing does. */
  missing: string | undefined;
  #binding!: Binding;
  #ticks: Ticks | null = null;
  #onHub = false;
  #setTickCallback: TickCallback | null = null;
  #nextTick = process.nextTick;
  /** Node's own function of the queue. */
  #shift!: Ticks['queue']['shift'];
  /** What Node makes of a tick, once ticks have adapted and Node runs them itself; null where that cannot be told. */
  #sample: object | null | undefined;
  readonly #jobsHabit = habits.on ? new Habit(() => this.#binding.leaveJobs(false)) : null;
  readonly #ticksHabit = habits.on ? new Habit(() => this.#takeTicks()) : null;

  turnOn(): void {
    if (this.on) return;
    this.on = true;
    this.#binding = requireEngine().binding;
    const why = this.#binding.redirectJobs(this.#drainJobs);
    if (why !== undefined) this.missing = `promise jobs: ${why}`;
    this.#turnOnTicks();
    this.#turnOnRejections();
    hub.afterStep = this.#drain;
    hub.leavesWork = this.#leftWork;
    if (this.missing !== undefined && !onlyStartsTests()) warn(this.missing);
  }

  /** Whether no tick, no job and no report of a rejection waits; false where that is not known. */
  get empty(): boolean {
    if (!this.on || this.missing !== undefined || this.#onHub) return false;
    const { queue, hasRejectionToWarn } = this.#ticks!;
    return queue.isEmpty() && !hasRejectionToWarn() && this.#binding.pendingJobs() === 0;
  }

  turnOff(): void {
    if (!this.on) return;
    this.on = false;
    hub.afterStep = hub.leavesWork = null;
    this.#binding.redirectJobs(null);
    rejections.turnOff();
    habits.unnoted = null;
    this.#binding.leaveJobs(false);
    if (this.#ticks === null) return;
    this.#setTickCallback?.(this.#ticks.processTicksAndRejections);
    delete (this.#ticks.queue as Partial<Ticks['queue']>).shift;
  }

  #turnOnTicks(): void {
    const ticks = (this.#ticks ??= findTicks());
    if (ticks === null) {
      this.missing ??= "ticks: Node's queue of them could not be reached";
      return;
    }
    this.#shift = ticks.queue.shift;
    this.#setTickCallback ??= findTickCallback();
    this.#takeTicks();
  }

  /**
   * Node drains ticks from several places, natively and between two timers or immediates; all of them ask the queue for the
   * first tick. On the hub that question is answered by draining everything on a fiber, after which there is none. Most drains are
   * native: there the question need not be asked.
   */
  #takeTicks(): void {
    this.#ticks!.queue.shift = this.#ask;
    this.#setTickCallback?.(this.#tick);
  }

  readonly #ask = (): unknown => {
    if (Coroutine.current !== null || this.#onHub) return this.#shift.call(this.#ticks!.queue);
    this.#drainTicks();
    return null;
  };

  readonly #tick = (): void => {
    if (Coroutine.current === null && !this.#onHub) this.#drainTicks();
    else this.#ticks!.processTicksAndRejections();
  };

  /** Ticks have made no blocking call for long: Node drains them as it does without us. */
  #leaveTicks(): void {
    const ticks = this.#ticks!;
    if (this.#sample === undefined && ticks.queue.isEmpty()) {
      this.#sample = sampleTick(ticks, this.#nextTick);
      habits.unnoted = this.#whoRuns;
    }
    if (this.#sample == null) ticks.queue.shift = this.#ask;
    else this.#setTickCallback?.(ticks.processTicksAndRejections);
  }

  /** Whose call on the hub is under way, where Node runs ticks or jobs itself. */
  readonly #whoRuns = (): Running | null => {
    if (this.#jobsHabit!.onHub && this.#binding.inJobs()) return { habit: this.#jobsHabit!, name: 'promise jobs' };
    const sample = this.#ticksHabit!.onHub ? this.#sample : undefined;
    if (sample == null || !asyncResources().some((one) => isLike(one, sample))) return null;
    return { habit: this.#ticksHabit!, name: 'ticks' };
  };

  #turnOnRejections(): void {
    const tracking = (this.#ticks && findTracking(this.#ticks)) ?? nativeTracking(this.#binding);
    if (typeof tracking !== 'string') rejections.turnOn(tracking);
    else this.missing ??= `rejections while a fiber is parked: ${tracking}`;
  }

  readonly #drainJobs = (): void => {
    do runEntry('promise jobs', this.#binding.runJobs, undefined, NONE, undefined, this.#jobsHabit);
    while (this.#binding.pendingJobs() > 0);
    if (this.#jobsHabit?.onHub !== true) return;
    this.#binding.leaveJobs(true);
    habits.unnoted = this.#whoRuns;
  };

  #drainTicks(): void {
    const { queue, processTicksAndRejections, hasTickScheduled, hasRejectionToWarn } = this.#ticks!;
    queue.shift = this.#shift; // until the hub goes on only fibers ask
    try {
      do runEntry('ticks', processTicksAndRejections, process, NONE, this.#processOnHub, this.#ticksHabit);
      while (hasTickScheduled() || hasRejectionToWarn() || this.#binding.pendingJobs() > 0);
    } finally {
      if (this.#ticksHabit?.onHub === true) this.#leaveTicks();
      else queue.shift = this.#ask;
    }
    rejections.prune();
  }

  /** Where no stack can be had. */
  readonly #processOnHub = (): void => {
    this.#onHub = true;
    try {
      this.#ticks!.processTicksAndRejections();
    } finally {
      this.#onHub = false;
    }
  };

  readonly #leftWork = (): boolean => {
    const ticks = this.#ticks;
    return (
      (ticks !== null && (ticks.hasTickScheduled() || ticks.hasRejectionToWarn())) || this.#binding.pendingJobs() > 0
    );
  };

  /** After a fiber has run for a while and left ticks or jobs behind: Node's turn to drain them would come later. */
  readonly #drain = (): void => {
    const ticks = this.#ticks;
    if (ticks !== null && (ticks.hasTickScheduled() || ticks.hasRejectionToWarn())) this.#drainTicks();
    else if (this.#binding.pendingJobs() > 0) this.#drainJobs();
  };
}

/** `node --test` has no inspector, and runs nothing of the program itself: it starts a process for each file. */
function onlyStartsTests(): boolean {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS].join(' ');
  return process.execArgv.includes('--test') && !/--(experimental-)?test-isolation[= ]none/.test(flags);
}

function warn(missing: string): void {
  process.emitWarning(
    `What blocks in some callbacks blocks everything here (${missing}). Run \`npx greenpatch doctor\`.`,
    {
      type: 'GreenpatchWarning',
      code: 'GREENPATCH_JOBS',
    },
  );
}

/** Promise jobs and ticks of this thread. */
export const jobs: Jobs = new Jobs();
