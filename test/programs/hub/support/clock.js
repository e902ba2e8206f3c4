'use strict';
// Time that passes only when a test says so. To be required before greenpatch, which captures the timers when it is loaded.
/** As in Node: what is longer becomes 1 ms. */
const LONGEST_MS = 2 ** 31 - 1;
const timers = new Set();
let now = 0;
let made = 0;

globalThis.setTimeout = (fn, ms, ...args) => {
  const timer = { at: now + (ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1), nth: made++, fn, args };
  timers.add(timer);
  return timer;
};
globalThis.clearTimeout = (timer) => void timers.delete(timer);

/** Lets that many ms pass and calls what comes due, in the order of Node's timers. */
exports.advance = (ms) => {
  const end = now + ms;
  for (;;) {
    const due = [...timers].filter(({ at }) => at <= end);
    if (due.length === 0) break;
    const next = due.reduce((a, b) => (b.at < a.at || (b.at === a.at && b.nth < a.nth) ? b : a));
    timers.delete(next);
    now = Math.max(now, next.at);
    next.fn(...next.args);
  }
  now = end;
};

/** Timers that are waiting. */
exports.pending = () => timers.size;

/** ms that have passed. */
exports.now = () => now;
