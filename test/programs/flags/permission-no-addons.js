// it: where the permission model forbids addons, spawn fails with a coded error that says so, and the program goes on
// flags: --experimental-permission --allow-fs-read=*
// lines: 20 22
'use strict';
const assert = require('assert');
const { spawn } = require('greenpatch/api');
const { engineStatus } = require('../../../dist/fiber');

const { engine, refusals } = engineStatus();
assert.strictEqual(engine, null);
assert.match(refusals.join(), /addon/i);
assert.throws(() => spawn(() => {}), {
  name: 'GreenpatchError',
  code: 'ERR_GREENPATCH_ENGINE',
  message: /addons? is disabled/,
});
setTimeout(() => console.log('ok'), 1);
