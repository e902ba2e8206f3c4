import { GreenpatchError } from '../base/errors';
import { unpack } from '../base/unpack-error';
import type { JobOutcome } from './offload-protocol';

/** The lines below the first one of the stack of the caller of `below`. */
function framesBelow(below: (...args: never[]) => unknown): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  const { stack = '' } = holder;
  const at = stack.indexOf('\n    at ');
  return at < 0 ? '' : `\n    at <offload to a worker thread>${stack.slice(at)}`;
}

/** What a call of `offload` gives, or throws. */
export function settle(outcome: JobOutcome, what: string, below: (...args: never[]) => unknown): unknown {
  if ('value' in outcome) return outcome.value;
  if ('missing' in outcome) {
    throw new GreenpatchError(
      'ERR_GREENPATCH_OFFLOAD',
      `${what} exports no function named ${outcome.missing}. Name the export: offload.with({ export: 'name' })(file, ...).`,
    );
  }
  const error = unpack(outcome.thrown, framesBelow(below));
  if (outcome.outer === undefined) throw error;
  throw new GreenpatchError(
    'ERR_GREENPATCH_OFFLOAD',
    `${what} uses ${outcome.outer}, which its own text does not define. A function is sent to the worker thread as text, without ` +
      'the variables around it: give it what it needs as arguments, require() it inside, or offload a function of a file.',
    { cause: error },
  );
}

/** The worker has ended in the middle of the work. */
export function workerEnded(what: string, error: Error): Error {
  if (!/^worker exited with code: /.test(error.message)) return error; // out of memory, an uncaught error
  return new GreenpatchError(
    'ERR_GREENPATCH_OFFLOAD',
    `The worker thread ended while ${what} ran in it (${error.message}). Work that is offloaded must not call process.exit().`,
    { cause: error },
  );
}
