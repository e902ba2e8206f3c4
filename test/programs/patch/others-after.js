// it: a library that patches after us is not disturbed: its wrapper stays when ours goes, and ours beneath it passes through
// env: GREENPATCH_FS=park
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { patch, unpatch, isPatched, original, spawn } = require('greenpatch/api');
const { parks } = require('./support/kit');

const builtin = fs.statSync;
patch('fs');
const ours = fs.statSync;
let calls = 0;
const theirs = (...args) => {
  calls++;
  return ours(...args);
};
fs.statSync = theirs;
spawn(() => {
  assert.ok(
    parks(() => fs.statSync('/')),
    'through their wrapper to ours',
  );
  assert.ok(isPatched('fs', 'statSync'));
  assert.strictEqual(original('fs', 'statSync'), builtin);

  unpatch('fs');
  assert.strictEqual(fs.statSync, theirs, 'not ours to take away');
  assert.ok(!isPatched('fs', 'statSync'));
  assert.ok(!parks(() => fs.statSync('/')), 'ours passes through');
  assert.strictEqual(calls, 2);

  patch('fs');
  assert.strictEqual(fs.statSync, theirs, 'not put on top of itself');
  assert.ok(parks(() => fs.statSync('/')));
  assert.strictEqual(calls, 3);

  fs.statSync = ours; // they undo theirs
  unpatch('fs');
  assert.strictEqual(fs.statSync, builtin);

  // They undo theirs, to ours, after ours has gone: it stays without effect, until it is patched again.
  patch('fs');
  const found = fs.statSync;
  fs.statSync = theirs;
  unpatch('fs');
  fs.statSync = found;
  assert.ok(!parks(() => fs.statSync('/')));
  patch('fs');
  assert.strictEqual(fs.statSync, found);
  unpatch('fs');
  assert.strictEqual(fs.statSync, builtin);

  // They have put the builtin back over ours.
  patch('fs');
  fs.statSync = theirs;
  unpatch('fs');
  fs.statSync = builtin;
  patch('fs');
  assert.ok(parks(() => fs.statSync('/')));
  unpatch('fs');
  assert.strictEqual(fs.statSync, builtin);

  // In one of two places only.
  patch('timers');
  const real = original('timers', 'setTimeout');
  const fake = () => 'fake';
  globalThis.setTimeout = fake;
  unpatch('timers');
  assert.strictEqual(require('node:timers').setTimeout, real);
  assert.strictEqual(globalThis.setTimeout, fake);
  globalThis.setTimeout = real;
  patch('timers');
  assert.strictEqual(globalThis.setTimeout, require('node:timers').setTimeout);
  assert.notStrictEqual(globalThis.setTimeout, real);
  unpatch('timers');
  assert.strictEqual(globalThis.setTimeout, real);
  console.log('ok');
});
