'use strict';
// Preloaded in place of greenpatch to see that the tests notice: a tick comes after those that are queued behind it.
const { nextTick } = process;
let even = false;
process.nextTick = function (...args) {
  even = !even;
  if (even) nextTick(() => nextTick(...args));
  else nextTick(...args);
};
