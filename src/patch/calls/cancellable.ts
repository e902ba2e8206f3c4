import { controlsOf, runningFiber, wait } from '../../hub';
import { aborted, raised } from './errors';

/**
 * Calls `fn`, and ends the wait that it is in when the program's signal is aborted: as a kill would, so there is one way in which
 * things are taken back.
 * @throws Node's AbortError
 */
export function abortable<T>(signal: AbortSignal | undefined, what: string, fn: () => T): T {
  if (signal === undefined) return fn();
  const reason = aborted(what); // here, where the stack is the caller's
  if (signal.aborted) throw because(reason, signal);
  const controls = controlsOf(runningFiber()!);
  const interrupt = { reason };
  const onAbort = () => {
    because(reason, signal);
    controls.interrupt(interrupt);
  };
  signal.addEventListener('abort', onAbort);
  try {
    return fn();
  } finally {
    signal.removeEventListener('abort', onAbort);
    controls.withdrawInterrupt(interrupt);
  }
}

function because(error: Error, signal: AbortSignal): Error {
  error.cause = signal.reason;
  return error;
}

type SettledOutcome<T> = { value: T } | { error: unknown };

/**
 * Waits for what an asynchronous function gives. It gets a signal that is aborted when the wait does not come to its end, killed or
 * timed out: what was begun is taken back by the code that has the signal.
 * @throws what the promise is rejected with, with the stack of the call
 */
export function settled<T>(begin: (signal: AbortSignal) => Promise<T>, what: string): T {
  const controller = new AbortController();
  const settling = begin(controller.signal).then<SettledOutcome<T>, SettledOutcome<T>>(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  let outcome: SettledOutcome<T> | undefined;
  try {
    outcome = wait(settling);
  } finally {
    if (outcome === undefined) controller.abort();
  }
  if ('error' in outcome) throw raised(outcome.error, what);
  return outcome.value;
}
