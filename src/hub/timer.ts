import { originals } from '../base/originals';

/** Node's timers hold no more: a longer time is waited for in parts. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls `fn` on the hub after `ms` milliseconds, however many. Holds the event loop open. */
export function startTimer(ms: number, fn: () => void): { clear(): void } {
  let timer: NodeJS.Timeout;
  const arm = (left: number) => {
    timer = originals.setTimeout(() => (left > LONGEST_MS ? arm(left - LONGEST_MS) : fn()), Math.min(left, LONGEST_MS));
  };
  arm(ms);
  return { clear: () => originals.clearTimeout(timer) };
}
