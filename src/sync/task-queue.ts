import { checkMilliseconds, invalidArgument } from '../base/errors';
import { controlsOf, runningFiber } from '../hub';
import { checkFunction, checkWait } from './limits';
import { ReadyLine } from './line';
import { USUAL_SHARES, useShares } from './shares';

export interface TaskQueueOptions {
  /** For reports of your own. */
  readonly name?: string;
  /** Its part of the time when others have something to do as well: twice as many, twice the time. 100 unless given. */
  readonly shares?: number;
  /**
   * A latency class: what has been ready for so many ms goes first; 0 is at once. Fibers of other queues make way for it in
   * `yieldIfNeeded`. It does not get more than its share by that: at most one time slice in advance.
   */
  readonly latency?: number;
}

/**
 * Fibers that share the thread's time with those of other queues by their shares, as Glommio's task queues do. What a fiber of a
 * queue spawns is in the same queue. As long as none is used there is one fair queue: first in, first out. Nothing is preempted.
 */
export class TaskQueue {
  readonly name: string;
  /** @internal */
  readonly line: ReadyLine;

  /** @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG */
  constructor({ name = 'task queue', shares = USUAL_SHARES, latency }: TaskQueueOptions = {}) {
    if (!(Number.isFinite(shares) && shares > 0)) {
      throw invalidArgument('options.shares', 'a number greater than zero', shares);
    }
    if (latency !== undefined) checkMilliseconds('options.latency', latency);
    this.name = name;
    this.line = new ReadyLine(shares, latency);
  }

  get [Symbol.toStringTag](): string {
    return 'TaskQueue';
  }

  get shares(): number {
    return this.line.shares;
  }

  get latency(): number | undefined {
    return this.line.latency;
  }

  /** How many of its fibers are ready. */
  get size(): number {
    return this.line.size;
  }

  /**
   * Runs `fn` in the running fiber, which belongs to this queue meanwhile, from its next park on.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  run<T>(fn: () => T): T {
    checkFunction('fn', fn);
    checkWait('TaskQueue#run', undefined);
    useShares();
    const controls = controlsOf(runningFiber()!);
    const { place } = controls;
    controls.standAt({ queue: this.line, priority: place?.priority ?? 0 });
    try {
      return fn();
    } finally {
      controls.standAt(place);
    }
  }
}
