// Loaded in worker threads, which load as little as can be: a file of its own in dist, and not part of the core (scripts/bundle.mjs).
import { inspect, types } from 'node:util';
import type { PackedError, Thrown } from './packed-error';

const CLASSES = ['AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];

function classOf(error: object): string {
  for (let at: object | null = error; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const name = (Object.getOwnPropertyDescriptor(at, 'constructor')?.value as { name?: string } | undefined)?.name;
    if (name !== undefined && (CLASSES.includes(name) || name === 'DOMException')) return name;
  }
  return 'Error';
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** A stack down to the first frame of a file. */
function above(file: string, stack: string): string {
  const lines = stack.split('\n');
  const own = lines.findIndex((line) => line.includes(file));
  return own < 0 ? stack : lines.slice(0, own).join('\n');
}

const PACKED = ['name', 'message', 'stack', 'cause', 'errors'];
const DEEPEST = 8;

/**
 * What was thrown, as it can be cloned.
 * @param below the file that has called what threw: its frames, and those below, are left out, since those of the caller in the
 *   program follow
 */
export function pack(thrown: unknown, below: string, depth = 0): Thrown {
  if (!types.isNativeError(thrown) && !(thrown instanceof DOMException)) {
    return { other: isCloneable(thrown) ? thrown : inspect(thrown) };
  }
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    const value = (thrown as unknown as Record<string, unknown>)[key];
    if (!PACKED.includes(key) && isCloneable(value)) own[key] = value;
  }
  const { name, message, stack, cause, errors } = thrown as AggregateError;
  const deeper = depth < DEEPEST;
  const packed: PackedError = {
    class: classOf(thrown),
    name: String(name),
    message: String(message),
    stack: above(below, String(stack)),
    ...(Object.hasOwn(thrown, 'cause') && deeper && { cause: pack(cause, below, depth + 1) }),
    ...(Array.isArray(errors) && deeper && { errors: errors.map((error) => pack(error, below, depth + 1)) }),
    own,
  };
  return { error: packed };
}
