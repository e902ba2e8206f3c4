import type { ChildDone, ChildRequest } from './addon';
import { requireEngine, runtime } from './runtime';

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

/** OS threads below the running code. */
export const osThread = {
  /** Whether fibers run on other ones than the event loop does. */
  get differs(): boolean {
    return runtime.engine?.kind === 'threads';
  },
  /** Calls `fn` on the event loop's, for the running fiber and at once. Nothing else runs meanwhile, and nothing may park. */
  callOnHub<T>(fn: () => T): T {
    let outcome: { value: T } | { error: unknown } | undefined;
    runtime.engine!.binding.callOnHub(() => {
      try {
        outcome = { value: fn() };
      } catch (error) {
        outcome = { error };
      }
    });
    if ('error' in outcome!) throw outcome.error;
    return outcome!.value;
  },
};

/** Child processes on this thread's event loop. */
export const children = {
  spawn: (request: ChildRequest, done: ChildDone): number => requireEngine().binding.spawnChild(request, done),
  cancel: (id: number, graceMs: number): void => requireEngine().binding.cancelChild(id, graceMs),
  /** Runs one to its end, and nothing else meanwhile. Undefined where Node's binding has to be asked. */
  spawnSync: (options: object): object | undefined => runtime.engine?.binding.spawnSync(options),
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
