import { outOfRange, wrongType, wrongValue } from './errors';

type Checked = Readonly<Record<string, unknown>>;

/** Checks a whole number of bytes, characters or the like; undefined stays. */
export function checkCount(name: string, value: unknown, what: string, least = 0): number | undefined {
  if (value === undefined || value === Infinity) return undefined;
  if (typeof value !== 'number') throw wrongType(name, 'be of type number', value, what);
  if (!Number.isInteger(value) || value < least) throw outOfRange(name, `an integer >= ${least}`, value, what);
  return value;
}

/** Checks a time in ms. */
export function checkTime(name: string, value: unknown, what: string): number {
  if (typeof value !== 'number') throw wrongType(name, 'be of type number', value, what);
  if (!(value >= 0) || value === Infinity) throw outOfRange(name, 'a finite number >= 0', value, what);
  return value;
}

export function checkSignal(value: unknown, what: string): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value;
  throw wrongType('options.signal', 'be an instance of AbortSignal', value, what);
}

/** Options are an object, or not given. */
export function checkOptions(value: unknown, what: string): Checked {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null) return value as Checked;
  throw wrongType('options', 'be of type object', value, what);
}

export function checkEncoding(value: unknown, what: string): BufferEncoding | undefined {
  if (value === undefined || Buffer.isEncoding(value as string)) return value as BufferEncoding | undefined;
  throw wrongValue('options.encoding', 'is no encoding', value, what);
}

/** A function among the arguments would be taken for the callback. */
export function checkNoCallback(args: readonly unknown[], what: string): void {
  const callback = args.find((arg) => typeof arg === 'function');
  if (callback !== undefined) throw wrongType('options', 'be of type object', callback, what);
}
