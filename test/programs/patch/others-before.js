// it: a library that patched before us stays in charge: its function is called, with its this and arguments, on the hub and in fibers
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const fs = require('node:fs');
const timers = require('node:timers');

const calls = [];
function standIn(holder, name, answer) {
  const before = holder[name];
  holder[name] = function (...args) {
    calls.push([name, this, args]);
    return answer === undefined ? Reflect.apply(before, this, args) : answer;
  };
}
standIn(fs, 'readlinkSync', 'from a stand-in');
standIn(fs, 'accessSync', 'granted');
standIn(fs, 'stat'); // the twin of one that is Node's own
standIn(cp, 'execSync'); // a wrapper
standIn(timers, 'setTimeout');
const { patch, unpatch, spawn, original } = require('greenpatch/api');
const { parks } = require('./support/kit');
const theirs = fs.readlinkSync;
patch();

const self = {};
const same = (name, args) => {
  const [called, receiver, given] = calls.pop();
  assert.deepStrictEqual([called, given], [name, args]);
  return receiver;
};
function check(where) {
  assert.strictEqual(fs.readlinkSync.call(self, '/no/such', 1, 2, 3), 'from a stand-in', where);
  assert.strictEqual(same('readlinkSync', ['/no/such', 1, 2, 3]), self);
  assert.strictEqual((0, fs.readlinkSync)(), 'from a stand-in');
  assert.strictEqual(same('readlinkSync', []), undefined);
  assert.strictEqual(fs.accessSync('/no/such'), 'granted');
  assert.strictEqual(same('accessSync', ['/no/such']), fs);
  assert.ok(fs.statSync('/').isDirectory());
  assert.deepStrictEqual(calls, [], 'the twin of somebody else is not used');
  assert.strictEqual(original('fs', 'readlinkSync'), theirs);
}
check('on the hub');
const done = () => {
  unpatch();
  assert.strictEqual(fs.readlinkSync, theirs);
  console.log('ok');
};
spawn(() => {
  check('in a fiber');
  assert.ok(
    parks(() => cp.execSync('true')),
    'a wrapper around what parks may park',
  );
  same('execSync', ['true']);
  timers.setTimeout(done, 1);
  assert.strictEqual(same('setTimeout', [calls.at(-1)[2][0], 1]), timers);
});
