import { setting } from '../../base/config';
import { loadLate } from '../../base/late';
import { OWN_CODE } from '../../base/package-root';
import { controlsOf, type Fiber, park, runningFiber, spawn, WaitList } from '../../hub';
import { type Anything, directly, mayPark, type Slot } from '../../patch';

/** Has its own file, which is read when the first call is made. */
type Attendant = { attendant<R>(use: () => R): R };

let marked: Attendant['attendant'] | undefined;

const OUTSIDE = 'code outside of fibers';

/** What answers one call at a time: a function that a library has made, and the worker behind it. */
interface WorkerChannel<T> {
  readonly target: T;
  /** Who uses it now, for reports. */
  user: Fiber | typeof OUTSIDE | null;
}

/**
 * For libraries that ask a worker and wait for its answer with the whole thread, and so take it that the next answer is theirs.
 * In fibers calls overlap. So each call has a channel for itself, one with a worker of its own where the others are busy; and
 * it runs on a fiber of its own, which takes the answer also when the caller has been killed meanwhile. The first channel that
 * is free goes first: where no calls overlap it is always the same one, and what its worker remembers is there.
 */
export class Channels<T> {
  readonly #all: WorkerChannel<T>[] = [];
  readonly #line: WaitList<WorkerChannel<T>>;
  readonly #most: number;

  /**
   * @param what named in reports
   * @param most channels; who comes when all are busy waits. Code on the hub cannot wait, and gets one more
   * @param slot where it is not active any more, the first channel is used as plain Node would
   * @param make makes the target of a channel; gets the number of those that exist. The first one is made at once
   */
  constructor(
    readonly what: string,
    most: number,
    readonly slot: Slot,
    readonly make: (count: number) => T,
  ) {
    this.#most = setting('COMPAT_WORKERS') || most;
    this.#line = new WaitList({
      what: `${what}, all of whose ${this.#most} workers are busy`,
      giveBack: (channel) => this.#leave(channel),
      owners: () => this.#all.flatMap(({ user }) => user ?? []),
    });
    this.#add();
  }

  /**
   * Calls `use` with the target of a channel that is free.
   * @param below the function that was called: stacks of errors that are made here go on with its caller
   */
  call<R>(below: Anything, use: (target: T) => R): R {
    if (!this.slot.active) return use(this.first);
    if (mayPark()) return this.#attended(this.#free(this.#most) ?? this.#wait(), below, use);
    const channel = this.#free(Infinity)!;
    channel.user = OUTSIDE;
    try {
      return use(channel.target);
    } finally {
      this.#leave(channel);
    }
  }

  /** The target of the first channel. */
  get first(): T {
    return this.#all[0]!.target;
  }

  #free(most: number): WorkerChannel<T> | undefined {
    const free = this.#all.find(({ user }) => user === null);
    return free ?? (this.#all.length < most ? this.#add() : undefined);
  }

  #add(): WorkerChannel<T> {
    // No other fiber may come in between: there would be too many, or two of the same.
    const target = directly(this.make, undefined, [this.#all.length]) as T;
    const channel: WorkerChannel<T> = { target, user: null };
    this.#all.push(channel);
    return channel;
  }

  /** It is handed over: no other fiber gets in between. */
  #wait(): WorkerChannel<T> {
    return this.#line.wait({}, undefined) as WorkerChannel<T>;
  }

  /** To the one that has waited longest. One that has been killed meanwhile gives it back. */
  #leave(channel: WorkerChannel<T>): void {
    const next = this.#line.shift();
    channel.user = next?.fiber ?? null;
    next?.waker.resolve(channel);
  }

  #attended<R>(channel: WorkerChannel<T>, below: Anything, use: (target: T) => R): R {
    channel.user = runningFiber();
    let attending: Fiber | undefined;
    let begun = false;
    const leave = () => this.#leave(channel);
    try {
      return park<R>({
        what: this.what,
        owners: () => [attending!],
        start: (waker) => {
          attending = spawn(function attendant() {
            begun = true;
            try {
              marked ??= loadLate<Attendant>('attendant').attendant;
              waker.resolve(marked(() => use(channel.target)));
            } catch (error) {
              waker.reject(error);
            } finally {
              leave();
            }
          });
          channel.user = attending;
        },
        cancel: () => {
          if (begun) return controlsOf(attending!).abandon();
          controlsOf(attending!).requestKill();
          leave();
        },
      });
    } catch (error) {
      if (attending === undefined) leave();
      else if (attending.finished) goOnWith(error, below);
      throw error;
    }
  }
}

/** A function like those that `make` makes, which calls one of them that is free. The parameters are those of `Channels`. */
export function channelled(...parameters: ConstructorParameters<typeof Channels<Anything>>): Anything {
  const channels = new Channels<Anything>(...parameters);
  const call: Anything = (...args: unknown[]): unknown => channels.call(call, (fn) => fn(...args) as unknown);
  const { name, length } = channels.first;
  return Object.defineProperties(call, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  });
}

/**
 * An error that was made on the attendant's stack goes on with the frames of the caller, as if that one had made the call. One
 * that comes from a worker has the worker's stack.
 */
function goOnWith(error: unknown, below: Anything): void {
  if (!(error instanceof Error) || typeof error.stack !== 'string' || !Object.isExtensible(error)) return;
  const lines = error.stack.split('\n');
  let end = lines.findIndex((line) => line.includes('at attendant (') && line.includes(OWN_CODE));
  if (end < 0) return;
  while (lines[end - 1]!.includes(OWN_CODE)) end--;
  const here: { stack?: unknown } = {};
  Error.captureStackTrace(here, below);
  const caller = typeof here.stack === 'string' ? here.stack.split('\n').slice(1) : [];
  const text = [...lines.slice(0, end), ...caller].join('\n');
  Object.defineProperty(error, 'stack', { value: text, configurable: true, enumerable: false, writable: true });
}
