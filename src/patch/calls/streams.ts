import { promises } from 'node:stream';
import type { Anything } from '../core/define';
import { abortable, settled } from './cancellable';
import { checkSignal } from './checks';
import { read, readAll, readLine } from './read';
import { StreamReading } from './reading';

const PIPELINE = 'stream.pipelineSync';

/** Whether the last argument of a pipeline is its options, by Node's own rule. */
function isOptions(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { pipe, write, on } = value as Record<string, unknown>;
  const streams = [pipe, write, on].some((method) => typeof method === 'function');
  const iterable = Symbol.iterator in value || Symbol.asyncIterator in value;
  return !streams && !iterable && !('readable' in value) && !('writable' in value) && !ArrayBuffer.isView(value);
}

function pipeline(args: unknown[]): unknown {
  const options = isOptions(args.at(-1)) ? (args.pop() as Record<string, unknown>) : {};
  const user = checkSignal(options.signal, PIPELINE);
  const begin = (signal: AbortSignal) => {
    return (promises.pipeline as Anything)(...args, { ...options, signal }) as Promise<unknown>;
  };
  return abortable(user, PIPELINE, () => settled(begin, PIPELINE));
}

export const calls: Record<string, Anything> = {
  [PIPELINE]: (...args: unknown[]) => pipeline(args),
  'stream.readAllSync': (stream, options) =>
    readAll(StreamReading.checked(stream, 'stream.readAllSync'), options, 'stream.readAllSync'),
  'stream.readLineSync': (stream, options) =>
    readLine(StreamReading.checked(stream, 'stream.readLineSync'), options, 'stream.readLineSync'),
  'stream.readSync': (stream, size) => read(StreamReading.checked(stream, 'stream.readSync'), size, 'stream.readSync'),
};
