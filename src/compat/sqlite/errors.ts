import { GreenpatchError } from '../../base/errors';
import type { Fiber } from '../../hub';
import { type Anything, restack } from '../../patch';
import { unpack } from '../../base/unpack-error';
import type { Thrown } from '../../base/packed-error';
import type { CallFailure, LibraryError } from './protocol';

/** Makes an error of the library's own class. */
export type OwnErrors = (error: LibraryError) => Error;

/**
 * Makes again what a call has thrown in the other thread.
 * @param below the method that was called: frames of the caller begin below it
 */
export function remade(failure: Exclude<CallFailure, { asked: true }>, own: OwnErrors, below: Anything): unknown {
  if (failure.library !== undefined) return restack(own(failure.library), below);
  const error = unpack(failure.thrown as Thrown);
  if (!(error instanceof Error)) return error;
  const hidden = (value: unknown) => ({ value, configurable: true, enumerable: false, writable: true });
  Object.defineProperty(error, 'stack', hidden(failure.headline));
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  const frames = holder.stack?.indexOf('\n    at ') ?? -1;
  if (frames >= 0) Object.defineProperty(error, 'stack', hidden(failure.headline + holder.stack!.slice(frames)));
  return error;
}

/** A call on the hub would have to wait for a fiber, which cannot go on before the call has returned. */
export function inUse(what: string, by: Fiber): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_NOT_IN_FIBER',
    `${what} was called where nothing can be parked, while fiber ${by.id} (${by.name}) is in a transaction, in a function that a ` +
      'query calls, or in the rows of iterate(), on the same database. Call it inside a fiber, spawn(() => ...), or open the ' +
      'database once more for it.',
  );
}
