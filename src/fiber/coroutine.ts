import { GreenpatchError } from '../base/errors';
import { shared } from '../base/shared';
import { OUTCOME } from './addon';
import { type AsyncIds, findAsyncIds, putIds, takeIds } from './async-ids';
import { type Engine, type EngineStatus, noEngine, openEngine } from './engine';

type CoroutineState = 'new' | 'running' | 'suspended' | 'returned' | 'threw';

/** What all coroutines of a thread share, and all copies of the package with it. */
interface Runtime {
  current: Coroutine | null;
  asyncIds: AsyncIds | null | undefined;
}

const runtime: Runtime = shared('coroutines', () => ({ current: null, asyncIds: undefined }));

let engine: Engine | undefined;

/** The first JavaScript frame of every coroutine. What it throws, native code keeps with its message. */
function entry(): void {
  const me = runtime.current!;
  me.value = me.body(me.value);
}

/** Opens the engine at its first use; says what is in use and why. */
export function engineStatus(): EngineStatus {
  return openEngine(entry);
}

function running(): Engine {
  if (engine !== undefined) return engine;
  const status = engineStatus();
  if (status.engine === null) throw noEngine(status);
  if (runtime.asyncIds === undefined) runtime.asyncIds = findAsyncIds();
  return (engine = status.engine);
}

/** True where coroutines left Node's stack of async ids alone because it could not be reached. */
export function asyncIdsMissing(): boolean {
  running();
  return runtime.asyncIds === null;
}

/**
 * A stack of its own that can be suspended anywhere and resumed later. It knows nothing of the event loop.
 *
 * Values go both ways: `resume(v)` makes `suspend()` return v (or the body receive it, the first time); `suspend(v)` makes
 * `resume()` return v.
 */
export class Coroutine {
  state: CoroutineState = 'new';
  /** @internal what passes between resumer and coroutine, in both directions */
  value: unknown = undefined;
  /** @internal */
  readonly body: (value: unknown) => unknown;
  /** True when something below the place where it is suspended has pushed async ids, as native callback scopes do. */
  inScope = false;
  #id = -1;
  #resumer: Coroutine | null = null;
  #floor = 0;

  constructor(body: (value: unknown) => unknown) {
    this.body = body;
  }

  /** The coroutine whose stack runs now; null on the thread's own stack. */
  static get current(): Coroutine | null {
    return runtime.current;
  }

  /** Whether the code that runs now may suspend: not on the hub, nor inside promise jobs drained from within a coroutine. */
  static get canSuspend(): boolean {
    return runtime.current !== null && engine!.binding.canSuspend();
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
    const { binding } = engine ?? running();
    if (this.state !== 'new' && this.state !== 'suspended') throw this.#resumedTwice();
    const { asyncIds } = runtime;
    this.value = value;
    this.#floor = asyncIds ? asyncIds.fields[asyncIds.lengthAt]! : 0;
    this.#resumer = runtime.current;
    runtime.current = this;
    const fresh = this.state === 'new';
    this.state = 'running';
    let outcome: number = fresh ? binding.start() : binding.resume(this.#id);
    runtime.current = this.#resumer;
    if (fresh) {
      if (outcome < 0) throw this.#noStack(-outcome);
      this.#id = outcome >> 2;
      outcome &= 3;
    }
    if (outcome === OUTCOME.suspended) {
      this.state = 'suspended';
    } else if (outcome === OUTCOME.returned) {
      this.state = 'returned';
    } else {
      this.state = 'threw';
      this.value = outcome === OUTCOME.threw ? binding.failure() : undefined;
    }
    const out = this.value;
    this.value = undefined;
    return out;
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
    const { asyncIds } = runtime;
    me.value = value;
    if (asyncIds && asyncIds.fields[asyncIds.lengthAt]! > me.#floor) {
      const saved = takeIds(asyncIds, me.#floor);
      me.inScope = true;
      engine!.binding.suspend();
      me.inScope = false;
      putIds(asyncIds, saved);
    } else {
      engine!.binding.suspend();
    }
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
    const { live } = engine!.binding.stats();
    return new GreenpatchError(
      'ERR_GREENPATCH_STACK',
      `The system gives no stack for one more fiber beside ${live} (errno ${errno}). Lower the number of fibers alive at ` +
        "once (a pool), raise `ulimit -v`, vm.max_map_count or the container's pid limit, or lower GREENPATCH_STACK_KB.",
    );
  }
}

/** Failures and memory of coroutines, for the hub. */
export const failures = {
  /** Keeps the last failure with its message for `rethrow`. */
  keep: (): number => engine!.binding.keepFailure(),
  drop: (key?: number): void => engine!.binding.dropFailure(key),
  /** Throws it as if it had come up through the present stack: Node prints the place that threw it. */
  rethrow(key: number | undefined, error: unknown): never {
    engine!.binding.rethrow(key);
    throw error; // it did not come from a coroutine's stack
  },
};

/** The engine's housekeeping. */
export const stacks = {
  trim: (): void => engine?.binding.trim(),
  stats: () => running().binding.stats(),
  onTurn: (fn: (() => void) | null): void => running().binding.onTurn(fn),
};
