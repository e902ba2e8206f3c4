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
  // Set in the constructor, and with plain names: see Park.
  declare state: CoroutineState;
  /** @internal what passes between resumer and coroutine, in both directions */
  declare value: unknown;
  /** @internal */
  declare fn: Callable | null;
  /** @internal */
  declare thisArg: unknown;
  /** @internal */
  declare args: readonly unknown[] | null;
  /** The name of the entry point whose code it runs: a fiber is made for it as soon as code asks for it. */
  declare readonly entryPoint: string | null;
  /** @internal depth of the stack of async ids when it was resumed last; where that cannot be had, the async id on top of it */
  declare floor: number;
  /** True when something below the place where it is suspended has pushed async ids, as native callback scopes do. */
  declare inScope: boolean;
  /** @internal it threw, and its entry caught that */
  declare caught: boolean;
  /** How many times its stack is inside a guest which keeps others out meanwhile. */
  declare lockedGuests: number;
  /** What the patch of streams keeps: the `_read` that is under way on its stack. */
  declare reading: object | null;
  /** The fiber that it belongs to, where the hub has made one. */
  declare owner: object | null;
  declare private left: SavedIds | null;
  declare private id: number;
  declare private resumer: Coroutine | null;

  /**
   * @param fn what it runs
   * @param args what `fn` gets; what the first `resume` passes, unless given
   * @param entryPoint the name of an entry point
   */
  constructor(fn: Callable, thisArg?: unknown, args?: readonly unknown[], entryPoint?: string) {
    this.state = 'new';
    this.value = undefined;
    this.fn = fn;
    this.thisArg = thisArg;
    this.args = args ?? null;
    this.entryPoint = entryPoint ?? null;
    this.floor = 0;
    this.inScope = this.caught = false;
    this.lockedGuests = 0;
    this.reading = this.owner = null;
    this.left = null;
    this.id = -1;
    this.resumer = null;
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
    return this.resumer !== null;
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
    if (this.state === 'new') {
      this.args ??= [value];
      return this.start();
    }
    if (this.state !== 'suspended') throw this.resumedTwice();
    this.value = value;
    this.begin();
    return this.comeBack(runtime.engine!.switching.resume(this.id));
  }

  /** @internal the same, where it is new and has its arguments */
  start(): unknown {
    const { switching } = runtime.engine ?? requireEngine();
    this.begin();
    const started = switching.start();
    const { notes } = runtime;
    if (started < 0) throw this.noStack(-started);
    if (notes !== null && notes.unguarded > 0) warnOfUnguarded(notes.unguarded);
    this.id = started >> 2;
    return this.comeBack(started & 3);
  }

  private begin(): void {
    const { asyncIds, current } = runtime;
    this.floor = asyncIds === null ? executionAsyncId() : asyncIds.fields[asyncIds.lengthAt]!;
    this.resumer = current;
    this.state = 'running';
    runtime.current = this;
  }

  /** The resumer goes on. */
  private comeBack(outcome: number): unknown {
    runtime.current = this.resumer;
    if (outcome === OUTCOME.suspended) this.state = 'suspended';
    else this.end(outcome);
    const out = this.value;
    this.value = undefined;
    return out;
  }

  private end(outcome: number): void {
    const { asyncIds } = runtime;
    // What has thrown has left its async ids behind.
    if (asyncIds !== null && asyncIds.fields[asyncIds.lengthAt]! > this.floor)
      this.left = takeIds(asyncIds, this.floor);
    this.state = outcome === OUTCOME.returned && !this.caught ? 'returned' : 'threw';
    if (outcome === OUTCOME.threw) this.value = runtime.engine!.binding.failure();
    this.resumer = null;
    this.release();
  }

  /**
   * Puts the async ids back that an error has left behind: Node emits the `after` of each, and clears them, once the error has
   * arrived where uncaught errors do.
   */
  leaveIds(): void {
    if (this.left !== null && runtime.asyncIds !== null) putIds(runtime.asyncIds, this.left);
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

  private resumedTwice(): GreenpatchError {
    const why = this.state === 'running' ? 'it is running, or waits for one that it has resumed' : 'it has ended';
    return new GreenpatchError(
      'ERR_GREENPATCH_RESUMED_TWICE',
      `This coroutine cannot be resumed: ${why}. Check its state, and leave the waking of fibers to the hub.`,
    );
  }

  private noStack(errno: number): GreenpatchError {
    runtime.current = this.resumer;
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
