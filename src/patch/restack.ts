import { withCallerStack } from '../hub';
import type { Anything } from './define';

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
