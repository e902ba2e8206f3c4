import { type AsyncIds, findAsyncIds } from './async-ids';
import type { Coroutine } from './coroutine';
import { type Engine, type EngineStatus, noEngine, openEngine } from './engine';
import { guard, type WrappedCalls } from './guards';
import type { FaultNotes } from './notes';

/** What all coroutines of a thread share, and all copies of the package with it. */
interface Runtime extends WrappedCalls {
  current: Coroutine | null;
  engine: Engine | null;
  notes: FaultNotes | null;
  asyncIds: AsyncIds | null;
}

export const runtime: Runtime = {
  current: null,
  engine: null,
  notes: null,
  asyncIds: null,
  wrapped: 0,
};

/** The first JavaScript frame of every coroutine. What it throws, native code keeps with its message. */
function entry(): void {
  const me = runtime.current!;
  me.value = Reflect.apply(me.fn!, me.thisArg, me.args!);
}

/**
 * The same under --abort-on-uncaught-exception: V8 decides at the throw that what only native code catches is uncaught, and ends
 * the process even when other code waits for the fiber.
 */
function entryThatCatches(): void {
  const me = runtime.current!;
  try {
    entry();
  } catch (error) {
    me.value = error;
    me.caught = true;
  }
}

const aborts = /(^|\s)--abort[-_]on[-_]uncaught[-_]exception(\s|$)/.test(
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' '),
);

/** Opens the engine at its first use; says what is in use and why. */
export function engineStatus(): EngineStatus {
  return openEngine(aborts ? entryThatCatches : entry);
}

/**
 * Makes sure that this thread has an engine.
 * @throws GreenpatchError ERR_GREENPATCH_ENGINE where none works, ERR_GREENPATCH_INVALID_ARG for a wrong setting
 */
export function requireEngine(): Engine {
  if (runtime.engine !== null) return runtime.engine;
  const status = engineStatus();
  if (status.engine === null) throw noEngine(status);
  guard(runtime, status.engine.binding.missing());
  runtime.asyncIds = findAsyncIds();
  runtime.notes = status.engine.notes;
  return (runtime.engine = status.engine);
}

/** True where coroutines leave Node's stack of async ids alone because it could not be reached. */
export function asyncIdsMissing(): boolean {
  requireEngine();
  return runtime.asyncIds === null;
}
