import { coreOf, type Fiber, type FiberState } from './fiber';
import type { Interrupt } from './park';
import type { QueuePlace } from './place';
import type { Waiter } from './waiter';

/** What other folders may do with a fiber, beside what every program may. */
export interface FiberControls {
  /** Where it stands in line when there are task queues or priorities; null is the default. */
  readonly place: QueuePlace | null;
  standAt(place: QueuePlace | null): void;
  /** Queues it; the hub resumes it later. */
  makeReady(): void;
  /** Calls `fn`, once, on the hub, when it has run again: until its next park, or to its end. */
  whenRun(fn: () => void): void;
  /**
   * Calls `fn` at its end, which must not have come yet. Undone by `leave` of what is returned.
   * @param observes whether its error then counts as known
   */
  whenEnded(fn: () => void, observes: boolean): Waiter<void, undefined>;
  /** The same for a waiter that there is, whose waker is used. */
  standAtEnd(waiter: Waiter<void, undefined>, observes: boolean): void;
  /** Whether it has come to its end. */
  readonly finished: boolean;
  readonly state: FiberState;
  /** From now on its error counts as known: it is not reported as uncaught. */
  observe(): void;
  /** Its value once it has ended, or the error that it failed or was killed with. */
  readonly outcome: unknown;
  /** Makes its present park, or its next one, throw, through the hub (invariant 6). */
  interrupt(interrupt: Interrupt): void;
  /** The cause of an interrupt is over. If that was not delivered yet, it never is. */
  withdrawInterrupt(interrupt: Interrupt): void;
  /** Interrupts wait from now on, until as many `unshield` have followed. */
  shield(): void;
  unshield(): void;
  /** Kills it without waiting for its end; does nothing when it has ended. */
  requestKill(reason?: unknown): Interrupt;
  /**
   * No code waits for it any more, and it goes on only so that what it has begun comes to its end: it holds the process open no
   * longer, and is no deadlock.
   */
  abandon(): void;
}

/** The controls of a fiber. */
export const controlsOf = (fiber: Fiber<any>): FiberControls => coreOf(fiber);
