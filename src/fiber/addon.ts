import { PACKAGE_ROOT } from '../base/package-root';

export type EngineKind = 'switch' | 'threads';

/** What a coroutine has come to when control returns to its resumer. Mirrors `Outcome` in native/engine.h. */
export const OUTCOME = { suspended: 0, returned: 1, threw: 2, terminated: 3 } as const;

/** The addon's functions; see native/addon.cc. */
export interface Binding {
  open(kind: EngineKind, stackBytes: number, reserveBytes: number, entry: () => void): string | undefined;
  /** A new coroutine, run until it suspends or ends: id * 4 + outcome, or -errno. */
  start(): number;
  resume(id: number): number;
  suspend(): boolean;
  /** False on the hub, and inside a drain of promise jobs that began in this very coroutine. */
  canSuspend(): boolean;
  /** Drains of promise jobs that begin on the hub call `drain`, until null is given. Undefined, or why that is not possible. */
  redirectJobs(drain: (() => void) | null): string | undefined;
  /** Drains the promise jobs on this very stack. */
  runJobs(): void;
  pendingJobs(): number;
  failure(): unknown;
  keepFailure(): number;
  dropFailure(key?: number): void;
  rethrow(key?: number): void;
  /** Whether the event loop still has something to do, as Node asks it after 'beforeExit'. */
  loopAlive(): boolean;
  trim(): void;
  stats(): { live: number; idle: number; created: number; guarded: number };
  describe(): string;
  profilerSeesFibers(): boolean;
  /** Calls `fn` after each turn of the loop's polling, without keeping the loop alive; null ends that. */
  onTurn(fn: ((polled: boolean) => void) | null): void;
}

/**
 * Loads the addon built or prebuilt for this Node.
 * @throws what `require` throws when there is none, or when it was made for another Node
 */
export function loadBinding(): Binding {
  // Required here, so that a program that runs with GREENPATCH_ENGINE=off needs no addon at all.

  const load = require('node-gyp-build') as (folder: string) => Binding;
  return load(PACKAGE_ROOT);
}
