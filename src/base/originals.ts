const { hrtime } = process;

/** Milliseconds of a clock that only goes forwards. `performance.now` is the same, but Node would have to load its module for it. */
function now(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/**
 * Functions that greenpatch itself needs, captured before anything is patched. Nothing below src/patch may use the public
 * ones: a patched setTimeout would run the hub's own callbacks in fibers.
 */
export const originals = Object.freeze({
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  nextTick: process.nextTick.bind(process),
  now,
});
