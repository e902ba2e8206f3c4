// it: async hooks and async ids show nothing that greenpatch makes for itself, however often fibers park
// preload: greenpatch
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const os = require('os');
const { createHook, executionAsyncId, AsyncResource } = require('async_hooks');
const crypto = require('crypto');
const { sleep, spawn } = require('greenpatch');

const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gp-')), 'file');
fs.writeFileSync(file, 'x'.repeat(100_000));

const seen = [];
const hook = createHook({
  init: (asyncId, type) => seen.push(`init ${type} ${asyncId}`),
  before: (asyncId) => seen.push(`before ${asyncId}`),
  after: (asyncId) => seen.push(`after ${asyncId}`),
  destroy: (asyncId) => seen.push(`destroy ${asyncId}`),
});
const kept = [];
const mine = () => {
  kept.push(new AsyncResource('Mine'));
  return kept.at(-1).asyncId();
};

let parks = 0;
function park(read) {
  const id = executionAsyncId();
  sleep(1);
  const fd = fs.openSync(file, 'r+');
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  crypto.pbkdf2Sync('a', 'b', 50_000, 32, 'sha256');
  if (read) assert.strictEqual(fs.readFileSync(file, 'utf8').length, 100_000);
  assert.strictEqual(executionAsyncId(), id);
  parks++;
}

spawn(() => {
  const id = executionAsyncId();
  const somebody = setTimeout(() => {}, 1e6); // or each call would be the original
  hook.enable();
  const first = mine();
  for (let i = 0; i < 20; i++) park(false);
  const last = mine();
  for (let i = 0; i < 20; i++) park(true);
  hook.disable();
  clearTimeout(somebody);
  // What is made meanwhile gets no id of the program's range.
  assert.strictEqual(last, first + 1);
  const others = seen.filter((event) => !event.endsWith(` ${id}`)); // this fiber's own resource
  assert.deepStrictEqual(others, [`init Mine ${first}`, `init Mine ${last}`]);
});

process.on('exit', () => {
  assert.strictEqual(parks, 40);
  fs.rmSync(path.dirname(file), { recursive: true });
  console.log('ok');
});
