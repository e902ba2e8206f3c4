// it: immediates with ticks and promise jobs between them, cleared ones, and those that immediates make
'use strict';
const { note, log } = require('../kit');

const list = [];
for (let i = 0; i < 3; i++) list.push(setImmediate(note, `immediate ${i}`));
setImmediate(() => {
  note('clears');
  clearImmediate(list[3]);
  process.nextTick(() => clearImmediate(list[4]));
  Promise.resolve().then(() => clearImmediate(list[5]));
});
for (let i = 3; i < 7; i++) list.push(setImmediate(note, `after clears ${i}`));

let depth = 0;
function deeper() {
  note(`depth ${++depth}`);
  if (depth < 4) setImmediate(deeper);
  process.nextTick(() => setImmediate(note, `of the tick of depth ${depth}`));
  queueMicrotask(() => setImmediate(note, `of the microtask of depth ${depth}`));
}
setImmediate(deeper);
setImmediate((...args) => note(`arguments ${args}`), 1, 2, 3);

// One that is unreferenced does not keep the loop alive, but runs in its turn when something else does.
const unref = setImmediate(note, 'unref').unref();
log('hasRef', unref.hasRef(), list[0].hasRef());
process.nextTick(() => setImmediate(note, 'of a tick'));
queueMicrotask(() => setImmediate(note, 'of a microtask'));
