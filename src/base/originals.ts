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
  now: performance.now.bind(performance),
});
