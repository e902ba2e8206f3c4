import { invalidArgument } from '../base/errors';
import { isIterable } from '../base/iterable';
import { hub, type LineStand, TIMED_OUT, WaitInLines, type Waker } from '../hub';
import { Exchange } from './exchange';
import { checkLimit, checkWait, type Limit } from './limits';

/** Takes from a channel or queue, or puts something in. */
export type SelectCase<T = any> = Exchange<T> | { readonly channel: Exchange<T>; readonly put: T };

/** Which case it was. */
export interface Selected {
  /** Its place among the cases. */
  readonly index: number;
  readonly channel: Exchange<any>;
  /** What was taken; undefined when something was put, or when it is closed. */
  readonly value: any;
  /** True when there is nothing to take, and never will be. */
  readonly closed: boolean;
}

/** One case with its place. */
interface Case {
  readonly index: number;
  readonly channel: Exchange<any>;
  readonly puts: boolean;
  readonly item: unknown;
}

function read(cases: Iterable<SelectCase>): Case[] {
  if (!isIterable(cases)) {
    throw invalidArgument('cases', 'an array, or another iterable, of channels and { channel, put }', cases);
  }
  const all = [...cases];
  if (all.length === 0) throw invalidArgument('cases', 'at least one case, for nothing else could end the wait', cases);
  return all.map((one, index) => {
    if (one instanceof Exchange) return { index, channel: one, puts: false, item: undefined };
    if (one?.channel instanceof Exchange && 'put' in one) {
      return { index, channel: one.channel, puts: true, item: one.put };
    }
    throw invalidArgument(`cases[${index}]`, 'a channel, a queue, or { channel, put }', one);
  });
}

const selected = ({ index, channel }: Case, value?: unknown, closed = false): Selected => ({
  index,
  channel,
  value,
  closed,
});

/** Does the case if that needs no waiting. */
function attempt(one: Case): Selected | null {
  const { channel, puts, item } = one;
  if (puts) return channel.tryPut(item) ? selected(one) : null;
  if (channel.ready) return selected(one, channel.take());
  return channel.closed ? selected(one, undefined, true) : null;
}

/** Begins anywhere, so that a case that is always ready does not shut out the others. */
function attemptAny(cases: readonly Case[]): Selected | null {
  const start = Math.floor(hub.random() * cases.length);
  for (let i = 0; i < cases.length; i++) {
    const done = attempt(cases[(start + i) % cases.length]!);
    if (done !== null) return done;
  }
  return null;
}

/** The waker of one line, which wakes the waiter that stands in all of them. */
function adapted(one: Case, waker: Waker<Selected>): Waker<unknown> {
  return {
    resolve: (value) => waker.resolve(selected(one, one.puts ? undefined : value)),
    reject: (error) => (one.puts ? waker.reject(error) : waker.resolve(selected(one, undefined, true))),
    get done() {
      return waker.done;
    },
  };
}

function giveBack(cases: readonly Case[], { index, value, closed }: Selected): void {
  const { puts, channel } = cases[index]!;
  if (!puts && !closed) channel.unget(value);
}

function waitFor(cases: readonly Case[], limit: ReturnType<typeof checkLimit>): WaitInLines<Selected> {
  const places = cases.map((one): LineStand<Selected> => {
    const { channel, puts, item } = one;
    return [puts ? channel.putters : channel.getters, puts ? item : 'get', (waker) => adapted(one, waker)];
  });
  const what = `select of ${cases.length}`;
  return new WaitInLines<Selected>(places, limit, { what, giveBack: (result) => giveBack(cases, result) });
}

/**
 * Waits for several channels or queues at once, and takes from, or puts into, exactly one: the first that is ready; among several
 * that are, any. Go: `select`. A case that takes from a closed and empty channel is ready, with `closed`.
 * @param cases channels and queues to take from, and `{ channel, put: item }`
 * @param limit ms at most, or `{ timeout, signal }`; with a timeout of 0 it does not park
 * @returns which case it was, and what was taken; null when the time ran out
 * @throws GreenpatchError ERR_GREENPATCH_CLOSED for a put into a closed one, ERR_GREENPATCH_NOT_IN_FIBER,
 *   ERR_GREENPATCH_INVALID_ARG; the signal's reason
 */
export function select(cases: Iterable<SelectCase>, limit?: Limit): Selected | null {
  const options = checkWait('select', limit);
  const all = read(cases);
  const done = attemptAny(all);
  if (done !== null || options.timeout === 0) return done;
  const result = waitFor(all, options).park();
  return result === TIMED_OUT ? null : result;
}

/** `select` for asynchronous code. */
export async function selectAsync(cases: Iterable<SelectCase>, limit?: Limit): Promise<Selected | null> {
  const options = checkLimit(limit);
  const all = read(cases);
  const done = attemptAny(all);
  if (done !== null || options.timeout === 0) return done;
  const result = await waitFor(all, options).promise();
  return result === TIMED_OUT ? null : result;
}

/** `select` without waiting, anywhere: null when no case is ready. */
export function trySelect(cases: Iterable<SelectCase>): Selected | null {
  return attemptAny(read(cases));
}
