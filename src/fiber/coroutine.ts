import { AsyncResource, executionAsyncId } from 'node:async_hooks';
import { GreenpatchError } from '../base/errors';
import { shared } from '../base/shared';
import { type ChildDone, type ChildRequest, OUTCOME } from './addon';
import { type AsyncIds, EntryContext, contextBefore, findAsyncIds, putIds, type SavedIds, takeIds } from './async-ids';
import { guard, type Guarded } from './guards';
import { isOwnId } from './own-resources';
import { type Engine, type EngineStatus, noEngine, openEngine } from './engine';
import type { FaultNotes } from './notes';

type CoroutineState = 'new' | 'running' | 'suspended' | 'returned' | 'threw';

type Callable = (...args: never[]) => unknown;

/** What all coroutines of a thread share, and all copies of the package with it. */
interface Runtime extends Guarded {
  current: Coroutine | null;
  engine: Engine | null;
  notes: FaultNotes | null;
  asyncIds: AsyncIds | null;
}

const runtime: Runtime = shared('coroutines', () => ({
  current: null,
  engine: null,
  notes: null,
  asyncIds: null,
  guarded: 0,
}));

/** The first JavaScript frame of every coroutine. What it throws, native code keeps with its message. */
function entry(): void {
  const me = runtime.current!;
  me.value = Reflect.apply(me.fn!, me.thisArg, me.args!);
}

/**
 * The same under --abort-on-uncaught-exception: V8 decides at the throw that what only native code catches is uncaught, and ends
 * the process even when somebody waits for the fiber.
 */
function entryThatCatches(): void {
  const me = runtime.current!;
  try {
    entry();
  } catch (error) {
    me.value = error;
    me.caught = true;
  }
}

const aborts = /(^|\s)--abort[-_]on[-_]uncaught[-_]exception(\s|$)/.test(
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' '),
);

/** Opens the engine at its first use; says what is in use and why. */
export function engineStatus(): EngineStatus {
  return openEngine(aborts ? entryThatCatches : entry);
}

/**
 * Makes sure that this thread has an engine.
 * @throws GreenpatchError ERR_GREENPATCH_ENGINE where none works, ERR_GREENPATCH_INVALID_ARG for a wrong setting
 */
export function requireEngine(): Engine {
  if (runtime.engine !== null) return runtime.engine;
  const status = engineStatus();
  if (status.engine === null) throw noEngine(status);
  guard(runtime, status.engine.binding.missing());
  runtime.asyncIds = findAsyncIds();
  runtime.notes = status.engine.notes;
  return (runtime.engine = status.engine);
}

/** True where coroutines leave Node's stack of async ids alone because it could not be reached. */
export function asyncIdsMissing(): boolean {
  requireEngine();
  return runtime.asyncIds === null;
}

/** What a fiber is resumed in. */
export type Context = AsyncResource | EntryContext;

/**
 * Runs a new coroutine for the first time as an entry point, that is in the context of the event whose code it runs. Where Node's
 * async ids cannot be had it gets a context of its own.
 * @returns what it passed to `suspend`, or its result, and what to resume it in later
 * @throws as `Coroutine#resume`
 */
export function enterEntryPoint(coroutine: Coroutine): { value: unknown; context: Context | null } {
  const { asyncIds } = runtime.engine === null ? (requireEngine(), runtime) : runtime;
  if (asyncIds === null) {
    const context = new AsyncResource('Fiber');
    return { value: context.runInAsyncScope(coroutine.resume, coroutine), context };
  }
  const before = contextBefore(asyncIds);
  const outer = running.begin(0, coroutine.entryPoint!);
  try {
    const value = coroutine.resume();
    return { value, context: coroutine.finished ? null : new EntryContext(asyncIds, before) };
  } finally {
    running.end(outer);
  }
}

/** Who is named if native code overflows the stack that runs. */
export const running = {
  /** A fiber runs from now on. Gives what `end` takes. */
  begin: (id: number, name: string): number => runtime.notes?.begin(id, name) ?? 0,
  end: (outer: number): void => runtime.notes?.restore(outer),
  identify: (id: number): void => runtime.notes?.identify(id),
};

/**
 * Calls `fn`, on the hub, in no async context, as what Node itself begins is called: a callback of greenpatch's own has one that
 * is nobody's business.
 */
export function onBareStack(fn: () => void): void {
  const { asyncIds } = runtime;
  const depth = asyncIds === null ? 0 : asyncIds.fields[asyncIds.lengthAt]!;
  if (asyncIds === null || depth === 0 || !isOwnId(asyncIds.ids[asyncIds.executionAt]!)) return fn();
  const saved = takeIds(asyncIds, depth - 1);
  try {
    fn();
  } finally {
    putIds(asyncIds, saved);
  }
}

/** Suspends the running coroutine; whoever resumed it goes on. Async ids that it has pushed leave with it and come back. */
export function suspend(): void {
  const { asyncIds, engine } = runtime;
  if (asyncIds !== null && asyncIds.fields[asyncIds.lengthAt]! > runtime.current!.floor) suspendScoped(asyncIds);
  else engine!.switching.suspend();
}

/** Where Node's stack of async ids cannot be reached, what has pushed one may not suspend: Node aborts when it is popped out of turn. */
const inForeignScope = (me: Coroutine): boolean => executionAsyncId() !== me.floor;

function suspendScoped(asyncIds: AsyncIds): void {
  const me = runtime.current!;
  const saved = takeIds(asyncIds, me.floor);
  me.inScope = true;
  runtime.engine!.switching.suspend();
  me.inScope = false;
  putIds(asyncIds, saved);
}

const BELOW_GUEST = 'below an import of a WebAssembly instance (GREENPATCH_GUESTS=park lets it park there)';

/**
 * A stack of its own that can be suspended anywhere and resumed later. It knows nothing of the event loop.
 *
 * Values go both ways: `resume(v)` makes `suspend()` return v (or the function receive it, the first time); `suspend(v)` makes
 * `resume()` return v.
 */
export class Coroutine {
  state: CoroutineState = 'new';
  /** @internal what passes between resumer and coroutine, in both directions */
  value: unknown = undefined;
  /** @internal */
  fn: Callable | null;
  /** @internal */
  thisArg: unknown;
  /** @internal */
  args: readonly unknown[] | null;
  /** @internal depth of the stack of async ids when it was resumed last; where that cannot be had, the async id on top of it */
  floor = 0;
  /** True when something below the place where it is suspended has pushed async ids, as native callback scopes do. */
  inScope = false;
  /** @internal it threw, and its entry caught that */
  caught = false;
  /** How many times its stack is inside a guest which keeps others out meanwhile. */
  guarded = 0;
  /** The fiber that it belongs to, where the hub has made one. */
  owner: object | null = null;
  #left: SavedIds | null = null;
  #id = -1;
  #resumer: Coroutine | null = null;

  /**
   * @param fn what it runs
   * @param args what `fn` gets; what the first `resume` passes, unless given
   * @param entryPoint the name of the entry point whose code it runs: a fiber is made for it as soon as somebody asks for it
   */
  constructor(
    fn: Callable,
    thisArg?: unknown,
    args?: readonly unknown[],
    readonly entryPoint: string | null = null,
  ) {
    this.fn = fn;
    this.thisArg = thisArg;
    this.args = args ?? null;
  }

  /** The coroutine whose stack runs now; null on the thread's own stack. */
  static get current(): Coroutine | null {
    return runtime.current;
  }

  /**
   * Whether the code that runs now may suspend: not on the hub, nor inside promise jobs drained from within a coroutine, nor inside
   * WebAssembly.
   */
  static get canSuspend(): boolean {
    return !mustStay() && runtime.engine!.switching.canSuspend();
  }

  /** What goes on in which nothing may suspend, if anything does. */
  static get forbidden(): string | undefined {
    const { current, asyncIds, guarded } = runtime;
    if (guarded > 0) return 'while an array is joined or JSON is made, which cannot be left here (GREENPATCH_PROBES)';
    if (current !== null && asyncIds === null && inForeignScope(current))
      return "in an async scope or a promise job with async hooks, where Node's stack of async ids cannot be reached";
    return Coroutine.insideGuest ? BELOW_GUEST : runtime.engine?.binding.forbids();
  }

  /**
   * Whether the running stack is inside a guest, an instance of WebAssembly, that nobody guards. Such instances are made for one call at a
   * time: another stack in there would find memory, tables and stack pointer half changed, or V8's own stack of JSPI in use.
   */
  static get insideGuest(): boolean {
    const { current, engine } = runtime;
    if (engine === null || engine.guests[0] === 0) return false;
    return engine.binding.guestEntries() > (current?.guarded ?? 0);
  }

  /** Whether it runs on top of another one, which goes on when it suspends. */
  get nested(): boolean {
    return this.#resumer !== null;
  }

  get finished(): boolean {
    return this.state === 'returned' || this.state === 'threw';
  }

  /**
   * Runs the coroutine until it suspends or ends.
   * @returns what it passed to `suspend`, or its result; after a failure `state` is `threw` and the error is returned
   * @throws GreenpatchError ERR_GREENPATCH_RESUMED_TWICE when it is running or has ended, ERR_GREENPATCH_STACK when the
   *   system gives no stack
   */
  resume(value?: unknown): unknown {
    const { switching } = runtime.engine ?? requireEngine();
    const { asyncIds } = runtime;
    const fresh = this.state === 'new';
    if (fresh) this.args ??= [value];
    else if (this.state !== 'suspended') throw this.#resumedTwice();
    this.value = value;
    this.floor = asyncIds === null ? executionAsyncId() : asyncIds.fields[asyncIds.lengthAt]!;
    this.#resumer = runtime.current;
    runtime.current = this;
    this.state = 'running';
    let outcome: number = fresh ? switching.start() : switching.resume(this.#id);
    runtime.current = this.#resumer;
    if (fresh) {
      if (outcome < 0) throw this.#noStack(-outcome);
      if (runtime.notes !== null && runtime.notes.unguarded > 0) warnOfUnguarded(runtime.notes.unguarded);
      this.#id = outcome >> 2;
      outcome &= 3;
    }
    if (outcome === OUTCOME.suspended) this.state = 'suspended';
    else this.#end(outcome);
    const out = this.value;
    this.value = undefined;
    return out;
  }

  #end(outcome: number): void {
    const { asyncIds } = runtime;
    // What has thrown has left its async ids behind.
    if (asyncIds !== null && asyncIds.fields[asyncIds.lengthAt]! > this.floor)
      this.#left = takeIds(asyncIds, this.floor);
    this.state = outcome === OUTCOME.returned && !this.caught ? 'returned' : 'threw';
    if (outcome === OUTCOME.threw) this.value = runtime.engine!.binding.failure();
    this.#resumer = null;
    this.release();
  }

  /**
   * Puts the async ids back that an error has left behind: Node emits the `after` of each, and clears them, once the error has
   * arrived where uncaught errors do.
   */
  leaveIds(): void {
    if (this.#left !== null && runtime.asyncIds !== null) putIds(runtime.asyncIds, this.#left);
  }

  /** Lets go of what it was made of: whoever keeps the handle must not keep what the function worked on. */
  release(): void {
    this.fn = this.args = null;
    this.thisArg = undefined;
  }

  /**
   * Suspends the running coroutine and returns to its resumer.
   * @returns what the next `resume` passes
   * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER outside any coroutine
   */
  static suspend(value?: unknown): unknown {
    const me = runtime.current;
    if (me === null) {
      throw new GreenpatchError('ERR_GREENPATCH_NOT_IN_FIBER', 'There is no coroutine here that could be suspended.');
    }
    me.value = value;
    suspend();
    const given = me.value;
    me.value = undefined;
    return given;
  }

  #resumedTwice(): GreenpatchError {
    const why = this.state === 'running' ? 'it is running, or waits for one that it has resumed' : 'it has ended';
    return new GreenpatchError(
      'ERR_GREENPATCH_RESUMED_TWICE',
      `This coroutine cannot be resumed: ${why}. Check its state, and leave the waking of fibers to the hub.`,
    );
  }

  #noStack(errno: number): GreenpatchError {
    this.state = 'new';
    const { live } = runtime.engine!.binding.stats();
    return new GreenpatchError(
      'ERR_GREENPATCH_STACK',
      `The system gives no stack for one more fiber beside ${live} (errno ${errno}). Lower the number of fibers alive at ` +
        "once (a pool), raise `ulimit -v`, vm.max_map_count or the container's pid limit, or lower GREENPATCH_STACK_KB.",
    );
  }
}

const warned: { unguarded: boolean } = shared('unguarded', () => ({ unguarded: false }));

function warnOfUnguarded(count: number): void {
  if (warned.unguarded) return;
  warned.unguarded = true;
  process.emitWarning(
    `${count} stack of a fiber has no guard zone, nor will further ones: native code that overflows one of them writes over ` +
      "another fiber's stack, and nothing ends the process. Before Linux 6.13 guard zones cost mappings, of which greenpatch uses up " +
      'to a quarter. Raise vm.max_map_count, or lower the number of fibers alive at once (a pool).',
    { type: 'GreenpatchWarning', code: 'GREENPATCH_UNGUARDED' },
  );
}

/** Whether the running code may not suspend, as far as that is known without asking the engine. */
function mustStay(): boolean {
  const { current, asyncIds, guarded } = runtime;
  if (current === null || guarded > 0 || (asyncIds === null && inForeignScope(current))) return true;
  return Coroutine.insideGuest;
}

/**
 * Room on the running stack. What others depend on must be done in one piece: a stack overflow in the midst of it, which the program
 * may catch, would leave a fiber that is woken and not queued, or Node's own list of timers in disorder.
 */
export const room = {
  /** For a park: 0 where nothing can be suspended; 1; 2 when `give` has to follow. */
  park: (): 0 | 1 | 2 => (mustStay() ? 0 : runtime.engine!.switching.beginPark()),
  /** Makes room if little is left. True when `give` has to follow. */
  take: (): boolean => runtime.engine !== null && runtime.engine.switching.takeRoom(),
  give: (): void => runtime.engine!.switching.giveRoom(),
  /** For what does several things of which each makes room: throws V8's RangeError where even that could fail. */
  need: (): void => runtime.engine?.switching.needRoom(),
};

/** Errors that ended coroutines, kept by native code together with their messages. */
export const failures = {
  /** Keeps the last one for `rethrow`. */
  keep: (): number => requireEngine().binding.keepFailure(),
  /** Forgets a kept one, or the last. */
  drop: (key?: number): void => runtime.engine?.binding.dropFailure(key),
  /** Throws it as if it had come up through the present stack: Node prints the place that threw it. */
  rethrow(key: number | undefined, error: unknown): never {
    runtime.engine?.binding.rethrow(key);
    throw error; // it did not come from a coroutine's stack
  },
};

/** Child processes on this thread's event loop. */
export const children = {
  spawn: (request: ChildRequest, done: ChildDone): number => requireEngine().binding.spawnChild(request, done),
  cancel: (id: number, graceMs: number): void => requireEngine().binding.cancelChild(id, graceMs),
};

/** The engine's housekeeping, and what it knows of the loop. */
export const housekeeping = {
  trim: (): void => runtime.engine?.binding.trim(),
  stats: () => requireEngine().binding.stats(),
  /** Calls `fn` before (false) and after (true) each turn of the loop's polling. There is one such function; null ends it. */
  onTurn: (fn: ((polled: boolean) => void) | null): void => requireEngine().binding.onTurn(fn),
  loopAlive: (): boolean => requireEngine().binding.loopAlive(),
  loopRests: (): boolean => requireEngine().binding.loopRests(),
};
