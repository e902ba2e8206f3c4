import { withCallerStack } from '../../hub';
import type { Anything } from './define';

/** Of errors that Node makes itself while a call is carried out, not of arguments that it refuses. */
const WORKING = /^ERR_(BUFFER|FS)_/;

/** Calls an original that is called in place of what parks: the stack of the call's error begins at the caller there, too. */
export function fromCaller(below: Anything, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    const { errno, code } = Object(error) as NodeJS.ErrnoException;
    throw typeof errno === 'number' || WORKING.test(String(code)) ? restack(error, below) : error;
  }
}

/**
 * Gives an error that Node made on the hub the stack of the blocking call that it ends. Node's coded errors carry their code in
 * the first line of the stack and nowhere else in the text; it is kept.
 */
export function restack(error: unknown, below: Anything): unknown {
  const coded = error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_');
  if (!coded) return withCallerStack(error, below);
  const headline = error.stack?.split('\n    at ', 1)[0];
  withCallerStack(error, below);
  const frames = error.stack?.indexOf('\n    at ') ?? -1;
  if (headline !== undefined && frames >= 0) error.stack = headline + error.stack!.slice(frames);
  return error;
}
