// it: invariant 8: a fiber that was ready when another one failed can observe that, however many time slices later it has its turn
// env: GREENPATCH_SLICE_MS=1
'use strict';
const assert = require('node:assert');
const { spawn } = require('greenpatch/api');
const { hub } = require('../../../dist/hub');
const { uncaught } = require('../hub/support/kit');

const errors = uncaught();
let failedIn;
const fiber = spawn(() => {
  failedIn = hub.turns;
  throw new Error('observed late');
});
for (let i = 0; i < 40; i++) {
  spawn(() => {
    const until = performance.now() + 1;
    while (performance.now() < until);
  });
}
spawn(() => {
  assert.ok(hub.turns > failedIn + 1, 'the slices ended in between');
  fiber.join();
});
process.on('exit', () => {
  assert.deepStrictEqual(errors, []);
  console.log('ok');
});
