// it: invariant 9: promise jobs and ticks that are parked when nothing is left to do are listed in the report, with their places
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');

const warnings = [];
process.on('warning', (warning) => warnings.push(warning));
async function forgotten() {
  await null;
  wait(new Promise(() => {}));
}
function forgottenTick() {
  wait(new Promise(() => {}));
}
setImmediate(() => {
  forgotten();
  setImmediate(() => process.nextTick(forgottenTick));
});
process.on('exit', () => {
  assert.strictEqual(warnings.length, 1);
  const [{ code, message }] = warnings;
  assert.strictEqual(code, 'ERR_GREENPATCH_DEADLOCK');
  assert.match(message, /2 fiber\(s\) are parked/);
  assert.match(message, /\(promise jobs\) is parked in wait for a promise/);
  assert.match(message, /\(ticks\) is parked in wait for a promise/);
  assert.match(message, /forgotten \(.*deadlock\.js:11/);
  assert.match(message, /forgottenTick \(.*deadlock\.js:14/);
  console.log('ok');
});
