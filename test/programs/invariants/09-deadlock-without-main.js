// it: invariant 9: fibers left over after the main fiber has ended are reported in a warning
'use strict';
const assert = require('node:assert');
const { spawn, wait } = require('greenpatch/api');
const { runMain, watchForDeadlock } = require('../../../dist/hub');

watchForDeadlock();
const warnings = [];
process.on('warning', (warning) => warnings.push(warning));
function leftOver() {
  wait(new Promise(() => {}));
}
assert.strictEqual(
  runMain(() => (spawn(leftOver), spawn(leftOver), 'main has ended')),
  'main has ended',
);
process.on('exit', () => {
  assert.strictEqual(warnings.length, 1);
  const [{ name, code, message }] = warnings;
  assert.deepStrictEqual([name, code], ['GreenpatchWarning', 'ERR_GREENPATCH_DEADLOCK']);
  assert.match(message, /2 fiber\(s\) are parked/);
  assert.strictEqual(message.match(/\(leftOver\) is parked in wait for a promise/g).length, 2);
  assert.match(message, /09-deadlock-without-main\.js:11/);
  assert.match(message, /09-deadlock-without-main\.js:14/);
  assert.strictEqual(process.exitCode, undefined);
  console.log('ok');
});
