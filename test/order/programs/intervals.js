// it: intervals: cleared in their own callback, tick and promise job, refreshed, and made again
'use strict';
const { log, note, spin, inTurn } = require('../kit');

/** Counts calls, and ends the interval in the given way at the third. */
function until(label, end, next) {
  let calls = 0;
  const interval = setInterval(() => {
    note(`${label} ${++calls}`);
    spin(3);
    if (calls < 3) return;
    end(() => {
      clearInterval(interval);
      log(`${label} cleared`);
      setImmediate(next);
    });
  }, 1);
}

inTurn(
  (next) => until('callback', (clear) => clear(), next),
  (next) => until('tick', (clear) => process.nextTick(clear), next),
  (next) => until('job', (clear) => Promise.resolve().then(clear), next),
  (next) => until('microtask of a tick', (clear) => process.nextTick(queueMicrotask, clear), next),
  (next) => {
    // The same function as an interval and as a timeout, cleared with each other's function.
    let calls = 0;
    const both = () => note(`both ${++calls}`);
    const one = setInterval(both, 1);
    const two = setInterval(both, 1);
    setTimeout(() => (clearTimeout(one), clearInterval(two), note('cleared both'), next()), 1);
    spin();
  },
  (next) => {
    const refreshed = setTimeout(() => {
      note('refreshed');
      if (next) refreshed.refresh();
      else log('last');
      next?.();
      next = undefined;
    }, 1);
    spin();
    refreshed.refresh();
  },
  (next) => {
    const timer = setTimeout(() => note('never'), 1);
    spin();
    clearTimeout(timer);
    timer.refresh(); // Of a cleared timer: does nothing.
    timer.close();
    setTimeout(next, 2);
  },
  () => {
    const id = +setInterval(() => {
      note('by number');
      clearInterval(id);
    }, 1);
  },
);
