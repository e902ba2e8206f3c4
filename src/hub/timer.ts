import { originals } from '../base/originals';
import { beginOwn, endOwn, ownActive, room } from '../fiber';

/** Node's timers hold no more: a longer time is waited for in parts. */
export const LONGEST_MS = 2 ** 31 - 1;

/** A timer of the hub, on which nothing patched is called. */
export interface HubTimer {
  handle: NodeJS.Timeout;
  /** Whether Node counts it among what holds the event loop. */
  active: boolean;
}

/** Time that passes otherwise: a test's virtual clock. */
export interface TimeSource {
  /** ms. */
  now(): number;
  start(ms: number, call: () => void): object;
  stop(handle: object): void;
}

/** Null is the machine's own clock. */
export const time: { source: TimeSource | null } = { source: null };

/** ms on the clock that timers go by. */
export function now(): number {
  return time.source === null ? originals.now() : time.source.now();
}

function arm<A>(timer: HubTimer, left: number, fn: (arg: A) => void, arg: A): void {
  const theirs = beginOwn();
  try {
    timer.handle =
      left > LONGEST_MS
        ? originals.setTimeout(rearm, LONGEST_MS, timer, left - LONGEST_MS, fn, arg)
        : originals.setTimeout(fire, left, timer, fn, arg);
  } finally {
    endOwn(theirs);
  }
  timer.active = true;
  ownActive.timers++;
}

function rearm<A>(timer: HubTimer, left: number, fn: (arg: A) => void, arg: A): void {
  ended(timer); // of two that Node counts until this returns, one is over
  arm(timer, left, fn, arg);
}

function fire<A>(timer: HubTimer, fn: (arg: A) => void, arg: A): void {
  try {
    fn(arg);
  } finally {
    ended(timer);
  }
}

function ended(timer: HubTimer): void {
  if (!timer.active) return;
  timer.active = false;
  ownActive.timers--;
}

/** A stack overflow in the midst of Node's code would leave its lists, which hold the timers of all, in disorder. */
function inOnePiece<T>(fn: () => T): T {
  try {
    return fn();
  } finally {
    room.give();
  }
}

/**
 * Calls `fn(arg)` on the hub after a time. Holds the event loop open.
 * @param ms milliseconds, however many
 */
export function startTimer<A>(ms: number, fn: (arg: A) => void, arg: A): HubTimer {
  if (room.take()) return inOnePiece(() => startTimer(ms, fn, arg));
  if (time.source !== null) return { handle: time.source.start(ms, () => fn(arg)) as NodeJS.Timeout, active: false };
  const timer = { active: false } as HubTimer;
  arm(timer, ms, fn, arg);
  return timer;
}

export function stopTimer(timer: HubTimer | undefined): void {
  if (timer === undefined) return;
  if (room.take()) return inOnePiece(() => stopTimer(timer));
  time.source?.stop(timer.handle);
  originals.clearTimeout(timer.handle);
  ended(timer);
}
