import { originals } from '../base/originals';

/** Node's timers hold no more: a longer time is waited for in parts. */
const LONGEST_MS = 2 ** 31 - 1;

/** A timer of the hub, on which nothing patched is called. */
export interface Timer {
  handle: NodeJS.Timeout;
}

function arm<A>(timer: Timer, left: number, fn: (arg: A) => void, arg: A): void {
  const again = () => arm(timer, left - LONGEST_MS, fn, arg);
  timer.handle = left > LONGEST_MS ? originals.setTimeout(again, LONGEST_MS) : originals.setTimeout(fn, left, arg);
}

/**
 * Calls `fn(arg)` on the hub after a time. Holds the event loop open.
 * @param ms milliseconds, however many
 */
export function startTimer<A>(ms: number, fn: (arg: A) => void, arg: A): Timer {
  if (ms <= LONGEST_MS) return { handle: originals.setTimeout(fn, ms, arg) };
  const timer = {} as Timer;
  arm(timer, ms, fn, arg);
  return timer;
}

export function stopTimer(timer: Timer | undefined): void {
  if (timer !== undefined) originals.clearTimeout(timer.handle);
}
