import { GreenpatchError, invalidArgument } from '../base/errors';
import { originals } from '../base/originals';
import { controlsOf, deadlockError, type Fiber, hub, idle, live, spawn, wait } from '../hub';
import { AnyOrder } from './any-order';
import { seeded } from './random';
import { VirtualClock } from './virtual-clock';

/** What a test under the seeded scheduler gets. */
export interface Interleaving {
  /** Makes this very run again. */
  readonly seed: number;
  /** 0 <= n < 1, for choices of the test's own. */
  readonly random: () => number;
  /** A whole number, 0 <= n < below. */
  readonly below: (below: number) => number;
  /** Passes by itself when nothing is ready: to the next timer. */
  readonly clock: VirtualClock;
}

export interface ExploreOptions {
  /** How many seeds, 100 unless given. The environment variable GREENPATCH_SEEDS multiplies it. */
  readonly seeds?: number;
  /** The first seed, 1 unless given. GREENPATCH_SEED runs that one alone, of every `explore`. */
  readonly first?: number;
  /** How many turns of the event loop may pass with nothing ready and no timer before it is a deadlock, 10 unless given. */
  readonly patience?: number;
}

/** With nothing ready so many turns give promises, immediates and the like their chance before time passes. */
const TURNS_BEFORE_TIME = 2;
const PATIENCE = 10;

/** Turns the event loop until `fiber` has ended; lets time pass when nothing is ready. */
function drive(fiber: Fiber<any>, clock: VirtualClock, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let quiet = 0;
    const turn = (): void => {
      if (fiber.finished) return resolve();
      quiet = hub.waiting > 0 ? 0 : quiet + 1;
      if (quiet > TURNS_BEFORE_TIME && clock.next !== undefined) {
        clock.advance(clock.next);
        quiet = 0;
      }
      if (quiet <= patience) originals.setImmediate(turn);
      else reject(deadlockError());
    };
    turn();
  });
}

/**
 * Runs `test` in a fiber once, in the order that the seed makes of all that could run next, on a virtual clock. What it does must
 * not depend on anything else that varies: then the seed gives the same run again.
 * @returns what `test` returns, and `await`s for if that is a promise
 * @throws what `test` throws; GreenpatchError ERR_GREENPATCH_DEADLOCK when nothing can go on any more
 */
export async function interleave<T>(
  seed: number,
  test: (run: Interleaving) => T | PromiseLike<T>,
  { patience = PATIENCE }: ExploreOptions = {},
): Promise<T> {
  if (typeof test !== 'function') throw invalidArgument('test', 'a function', test);
  const random = seeded(seed);
  const { policy, random: usual } = hub;
  const clock = new VirtualClock();
  const before = new Set(live);
  hub.use(new AnyOrder(random));
  hub.random = random;
  try {
    const run = { seed, random, below: (n: number) => Math.floor(random() * n), clock };
    const fiber = spawn(() => settled(test(run)));
    controlsOf(fiber).observe(); // its error is ours
    await drive(fiber, clock, patience);
    return await fiber;
  } catch (error) {
    endAll(before);
    throw error;
  } finally {
    hub.use(policy);
    hub.random = usual;
    clock.uninstall();
  }
}

function settled<T>(value: T | PromiseLike<T>): T {
  return typeof (value as PromiseLike<T> | null)?.then === 'function' ? wait(value as PromiseLike<T>) : (value as T);
}

/** What a run that failed has left behind. */
function endAll(before: Set<Fiber>): void {
  for (const fiber of live) if (!before.has(fiber)) controlsOf(fiber).requestKill();
}

function fromEnvironment(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw invalidArgument(name, 'a whole number', text);
}

/**
 * Runs a test under many seeds, that is, in many of the orders in which its fibers can take turns.
 * @returns how many runs there were
 * @throws an error that names the first seed that failed and how to run it again; its `cause` is what the test threw
 */
export async function explore(
  test: (run: Interleaving) => unknown,
  { seeds = 100, first = 1, patience }: ExploreOptions = {},
): Promise<number> {
  const only = fromEnvironment('GREENPATCH_SEED');
  const from = only ?? first;
  const count = only === undefined ? seeds * (fromEnvironment('GREENPATCH_SEEDS') ?? 1) : 1;
  for (let seed = from; seed < from + count; seed++) {
    try {
      await interleave(seed, test, { patience });
    } catch (error) {
      throw failure(seed, error);
    }
  }
  return count;
}

function failure(seed: number, cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new Error(`With seed ${seed}: ${text}\nRun it again with GREENPATCH_SEED=${seed}.`, { cause });
}

/**
 * Parks the running fiber until nothing else is ready: all that follows from what has been done has happened, I/O and timers
 * aside.
 * @param most turns of the event loop; more are a livelock
 * @throws GreenpatchError ERR_GREENPATCH_TIMEOUT when others are still ready after that
 */
export function settle(most = 1000): void {
  for (let turn = 0; turn < most; turn++) {
    idle();
    if (hub.waiting === 0) return;
  }
  throw new GreenpatchError(
    'ERR_GREENPATCH_TIMEOUT',
    `Fibers were still ready after ${most} turns of the event loop. One of them may be yielding in a loop.`,
  );
}
