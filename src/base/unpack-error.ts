import type { PackedError, Thrown } from './packed-error';

type NativeErrorClass = new (message?: string) => Error;

const CLASSES: Readonly<Record<string, NativeErrorClass>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

function bare({ class: name, message, ...packed }: PackedError): Error {
  if (name === 'DOMException') return new DOMException(message, packed.name);
  if (name === 'AggregateError')
    return new AggregateError(
      (packed.errors ?? []).map((error) => unpack(error)),
      message,
    );
  return new (CLASSES[name] ?? Error)(message);
}

const hidden = (value: unknown) => ({ value, configurable: true, enumerable: false, writable: true });

/**
 * Makes again what was thrown in a worker.
 * @param frames of the caller, which are put below those of the worker
 */
export function unpack(thrown: Thrown, frames = ''): unknown {
  if ('other' in thrown) return thrown.other;
  const packed = thrown.error;
  const error = bare(packed);
  if (error.name !== packed.name) Object.defineProperty(error, 'name', hidden(packed.name));
  Object.defineProperty(error, 'stack', hidden(packed.stack + frames));
  if (packed.cause !== undefined) Object.defineProperty(error, 'cause', hidden(unpack(packed.cause)));
  return Object.assign(error, packed.own);
}
