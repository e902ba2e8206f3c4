import { runningFiber } from '../../hub';
import { aborted } from './errors';

/**
 * Calls `fn`, and ends the wait that it is in when the program's signal is aborted: as a kill would, so there is one way in which
 * things are taken back.
 * @throws Node's AbortError
 */
export function abortable<T>(signal: AbortSignal | undefined, what: string, fn: () => T): T {
  if (signal === undefined) return fn();
  const reason = aborted(what); // here, where the stack is the caller's
  if (signal.aborted) throw because(reason, signal);
  const fiber = runningFiber()!;
  const interrupt = { reason };
  const onAbort = () => {
    because(reason, signal);
    fiber.interrupt(interrupt);
  };
  signal.addEventListener('abort', onAbort);
  try {
    return fn();
  } finally {
    signal.removeEventListener('abort', onAbort);
    fiber.withdrawInterrupt(interrupt);
  }
}

function because(error: Error, signal: AbortSignal): Error {
  error.cause = signal.reason;
  return error;
}

/**
 * Calls `fn` with a signal that is aborted when `fn` does not come to its end: killed or timed out. What was begun in it is taken back
 * by whoever has the signal.
 */
export function cancellable<T>(fn: (signal: AbortSignal) => T): T {
  const controller = new AbortController();
  let ended = false;
  try {
    const value = fn(controller.signal);
    ended = true;
    return value;
  } finally {
    if (!ended) controller.abort();
  }
}
