import { executionAsyncId } from 'node:async_hooks';
import type { Callable } from '../base/callable';
import { GreenpatchError } from '../base/errors';
import { OUTCOME } from './addon';
import { type AsyncIds, putIds, type SavedIds, takeIds } from './async-ids';
import { insideGuest, mustStay, whatForbids } from './may-suspend';
import { requireEngine, runtime } from './runtime';

type CoroutineState = 'new' | 'running' | 'suspended' | 'returned' | 'threw';

/** Suspends the running coroutine; its resumer goes on. Async ids that it has pushed leave with it and come back. */
export function suspend(): void {
  const { asyncIds, engine } = runtime;
  if (asyncIds !== null && asyncIds.fields[asyncIds.lengthAt]! > runtime.current!.floor) suspendScoped(asyncIds);
  else engine!.switching.suspend();
}

function suspendScoped(asyncIds: AsyncIds): void {
  const me = runtime.current!;
  const saved = takeIds(asyncIds, me.floor);
  me.inScope = true;
  runtime.engine!.switching.suspend();
  me.inScope = false;
  putIds(asyncIds, saved);
}

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
  lockedGuests = 0;
  /** What the patch of streams keeps: the `_read` that is under way on its stack. */
  reading: object | null = null;
  /** The fiber that it belongs to, where the hub has made one. */
  owner: object | null = null;
  #left: SavedIds | null = null;
  #id = -1;
  #resumer: Coroutine | null = null;

  /**
   * @param fn what it runs
   * @param args what `fn` gets; what the first `resume` passes, unless given
   * @param entryPoint the name of the entry point whose code it runs: a fiber is made for it as soon as code asks for it
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
    return whatForbids();
  }

  /** Whether the running stack is inside a guest that has no guard. */
  static get insideGuest(): boolean {
    return insideGuest();
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

  /** Lets go of what it was made of: a handle that is kept must not keep what the function worked on. */
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

const warned: { unguarded: boolean } = { unguarded: false };

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
