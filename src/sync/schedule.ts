import { invalidArgument } from '../base/errors';
import { originals } from '../base/originals';
import { controlsOf, type Fiber, hub, inFiber, inheriting, makeFiber, park, runningFiber, type Waker } from '../hub';
import { checkFunction } from './limits';
import { useShares } from './shares';
import { TaskQueue } from './task-queue';

export interface SpawnOptions {
  /** Shown in reports; the function's name unless given. */
  readonly name?: string;
  /** The task queue it belongs to; its spawner's unless given. */
  readonly queue?: TaskQueue;
  /** Within its queue: the higher one goes first, always. 0 unless given. */
  readonly priority?: number;
  /** Whether it ends when the time limits and signals end that its spawner runs in now. Not unless given. */
  readonly inheritTimeout?: boolean;
}

/**
 * `spawn` with options.
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG, and as `spawn`
 */
export function spawnWith<A extends unknown[], T>(options: SpawnOptions, fn: (...args: A) => T, ...args: A): Fiber<T> {
  if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'an object', options);
  checkFunction('fn', fn);
  const { name, queue, priority = 0, inheritTimeout } = options;
  if (queue !== undefined && !(queue instanceof TaskQueue))
    throw invalidArgument('options.queue', 'a TaskQueue', queue);
  if (!Number.isFinite(priority)) throw invalidArgument('options.priority', 'a finite number', priority);
  if (queue !== undefined || priority !== 0) useShares();
  const fiber = makeFiber<T>(inheritTimeout === true ? inheriting(fn) : fn, args, spawnWith);
  fiber.name = name ?? (fn.name || fiber.name);
  const controls = controlsOf(fiber);
  const line = queue?.line ?? controls.place?.queue ?? null;
  if (line !== null || priority !== 0) controls.standAt({ queue: line, priority });
  controls.makeReady();
  return fiber;
}

/** Goes to the end of its queue. */
const requeue = {
  what: 'yieldIfNeeded',
  start(waker: Waker<void>): void {
    hub.push({ place: controlsOf(runningFiber()!).place, step: () => waker.resolve() });
  },
};

/** The slice of a fiber that the hub did not resume: an entry point's first run has none. */
const entry: { fiber: Fiber | null; until: number } = { fiber: null, until: 0 };

function sliceEnd(fiber: Fiber): number {
  if (hub.dispatching) return hub.sliceEnd;
  if (entry.fiber !== fiber) {
    entry.fiber = fiber;
    entry.until = originals.now() + hub.slice;
  }
  return entry.until;
}

/**
 * For long computations: lets others go on if something urgent waits (a latency class of another queue, a higher priority in
 * one's own) or the hub's time slice is used up (GREENPATCH_SLICE_MS), so that I/O gets its turn. Otherwise it costs little
 * more than a look at the clock. On the hub, and where nothing can be parked, it does nothing.
 * @returns whether it has yielded
 */
export function yieldIfNeeded(): boolean {
  const fiber = runningFiber();
  if (fiber === null) return false;
  const overdue = originals.now() > sliceEnd(fiber);
  if (!overdue && hub.policy?.urgent?.(controlsOf(fiber).place) !== true) return false;
  if (!inFiber()) return false;
  if (overdue) hub.overdue = true;
  park<void>(requeue);
  entry.fiber = null;
  return true;
}
