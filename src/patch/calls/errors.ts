import { inspect } from 'node:util';
import { restack } from '../core/restack';
import { stubOf } from '../core/added';

type NodeErrorClass = new (message: string, options?: ErrorOptions) => Error;

/** An error as Node's own code makes them: its code is in the stack's first line, and not in the name. */
function coded(Base: NodeErrorClass, code: string, message: string, below: string, options?: ErrorOptions): Error {
  const error = Object.assign(new Base(message, options), { code });
  error.stack = `${error.name} [${code}]${error.stack!.slice(error.name.length)}`;
  return raised(error, below) as Error;
}

function received(value: unknown): string {
  if (value == null) return ` Received ${value}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') return ` Received an instance of ${value.constructor?.name ?? 'Object'}`;
  const text = typeof value === 'string' ? `'${value.slice(0, 25)}'` : inspect(value);
  return ` Received type ${typeof value} (${text})`;
}

/**
 * Node's error for an argument of the wrong type.
 * @param name `options.size`
 * @param must `be of type number`
 * @param what the function that was called
 */
export function wrongType(name: string, must: string, value: unknown, what: string): Error {
  const kind = name.includes('.') ? 'property' : 'argument';
  const message = `The "${name}" ${kind} must ${must}.${received(value)}`;
  return coded(TypeError, 'ERR_INVALID_ARG_TYPE', message, what);
}

/** Node's error for a number that cannot be used. */
export function outOfRange(name: string, must: string, value: unknown, what: string): Error {
  const message = `The value of "${name}" is out of range. It must be ${must}. Received ${String(value)}`;
  return coded(RangeError, 'ERR_OUT_OF_RANGE', message, what);
}

/** Node's error for a value that is none of those there are. */
export function wrongValue(name: string, why: string, value: unknown, what: string): Error {
  const message = `The property '${name}' ${why}. Received ${JSON.stringify(value) ?? String(value)}`;
  return coded(TypeError, 'ERR_INVALID_ARG_VALUE', message, what);
}

/** Node's error for a stream that was closed before its end. */
export const prematureClose = (what: string): Error =>
  coded(Error, 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close', what);

/** Node's error for a server that does not listen. */
export const notRunning = (what: string): Error =>
  coded(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.', what);

/** Node's error for what an AbortSignal has ended. */
export function aborted(what: string): Error {
  const error = new Error('The operation was aborted', { cause: undefined });
  return raised(Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' }), what) as Error;
}

/** Gives an error the stack of the call that it ends. */
export function raised(error: unknown, what: string): unknown {
  return restack(error, stubOf(what));
}
