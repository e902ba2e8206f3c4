import { checkMilliseconds } from '../base/errors';
import { time, type TimeSource } from '../hub';

/** Node's timers wait at least so long. */
const SHORTEST_MS = 1;

interface VirtualTimer {
  readonly at: number;
  readonly call: () => void;
}

/**
 * Time that passes only when a test says so, for all that greenpatch itself times: `sleep`, `spawnLater`, timeouts of every kind. Timers of
 * the program (`setTimeout`) go by the machine's clock as before; for those Node has `mock.timers`.
 */
export class VirtualClock implements Disposable {
  #now = 0;
  /** In the order in which they were started. */
  readonly #timers = new Set<VirtualTimer>();
  readonly #before: TimeSource | null;
  readonly #source: TimeSource = {
    now: () => this.#now,
    start: (ms, call) => {
      const timer: VirtualTimer = { at: this.#now + Math.max(SHORTEST_MS, Math.trunc(ms)), call };
      this.#timers.add(timer);
      return timer;
    },
    stop: (handle) => void this.#timers.delete(handle as VirtualTimer),
  };

  /** @internal use `virtualClock` */
  constructor() {
    this.#before = time.source;
    time.source = this.#source;
  }

  /** ms that have passed. */
  get now(): number {
    return this.#now;
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.#timers.size;
  }

  /** ms until the next timer is due; undefined when there is none. */
  get next(): number | undefined {
    const timer = this.#first();
    return timer === undefined ? undefined : timer.at - this.#now;
  }

  #first(): VirtualTimer | undefined {
    let first: VirtualTimer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }

  /**
   * Lets so many ms pass and calls what comes due, in order. What that wakes is ready then, and runs when the hub gets to it.
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  advance(ms: number): void {
    checkMilliseconds('ms', ms);
    const until = this.#now + ms;
    for (let timer = this.#first(); timer !== undefined && timer.at <= until; timer = this.#first()) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.call();
    }
    this.#now = until;
  }

  /** Back to the clock that was in force before. Timers that wait are forgotten. */
  uninstall(): void {
    if (time.source === this.#source) time.source = this.#before;
    this.#timers.clear();
  }

  [Symbol.dispose](): void {
    this.uninstall();
  }
}

/** Stops the time, until `uninstall`, or the end of the block with `using`. */
export function virtualClock(): VirtualClock {
  return new VirtualClock();
}
