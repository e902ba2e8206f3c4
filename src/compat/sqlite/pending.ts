import { type Fiber, holdLoop, releaseLoop, type Waker } from '../../hub';
import type { Anything } from '../../patch';
import type { FromWorker, CallOutcome, DatabaseTask } from './protocol';

export interface CallOptions {
  /** The method that was called: frames of the caller's stack begin below it. */
  readonly below: Anything;
  /** A kill or timeout is held back until it is done: what begins or ends a transaction is not left to chance. */
  readonly whole?: boolean;
  /** Undoes it when it has come to its end after it was abandoned. */
  readonly undo?: (outcome: CallOutcome) => void;
}

/** One request that is under way. */
export class Pending {
  message: FromWorker | undefined;
  waker: Waker<void> | undefined;
  /** No fiber waits for it any more. It holds the event loop: others wait for its end. */
  #abandoned = false;
  /** A function of the program is running for it. */
  asking = false;
  /** It has begun a transaction. */
  began = false;
  /** What a function of the program has thrown, which it was asked to call. */
  thrown: unknown;

  constructor(
    readonly task: DatabaseTask,
    readonly fiber: Fiber | null,
    readonly options: Partial<CallOptions> = {},
  ) {}

  get abandoned(): boolean {
    return this.#abandoned;
  }

  abandon(): void {
    this.#abandoned = true;
    holdLoop();
  }

  /** Its answer has come, or never will. */
  over(): void {
    if (this.#abandoned) releaseLoop();
  }
}
