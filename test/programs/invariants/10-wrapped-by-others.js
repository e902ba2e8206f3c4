// it: invariant 10: who patched before us is called by us and restored; who patches after us keeps their wrapper
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { patch, unpatch, isPatched, original, spawn } = require('greenpatch/api');

const log = [];
const pristine = fs.readFileSync;
/** A wrapper as an instrumentation would put on. */
const wrapped = (name, inner) =>
  function readFileSync(...args) {
    log.push(name);
    return inner.apply(this, args);
  };

spawn(function main() {
  const earlier = wrapped('earlier', pristine);
  fs.readFileSync = earlier;
  patch('fs');
  assert.strictEqual(original('fs', 'readFileSync'), earlier, 'the original is what was found');
  const ours = fs.readFileSync;
  assert.notStrictEqual(ours, earlier);
  const text = fs.readFileSync(__filename, 'utf8');
  assert.strictEqual(text, pristine(__filename, 'utf8'));

  const later = wrapped('later', fs.readFileSync);
  fs.readFileSync = later;
  log.length = 0;
  assert.strictEqual(fs.readFileSync(__filename, 'utf8'), text);
  assert.strictEqual(log[0], 'later');

  unpatch('fs');
  assert.strictEqual(isPatched('fs', 'readFileSync'), false);
  assert.strictEqual(fs.readFileSync, later, 'their wrapper is theirs');
  log.length = 0;
  assert.strictEqual(fs.readFileSync(__filename, 'utf8'), text);
  assert.deepStrictEqual(log, ['later', 'earlier'], 'what was ours passes the call through');
  assert.strictEqual(fs.statSync.name, 'statSync');

  patch('fs');
  assert.strictEqual(fs.readFileSync, later, 'and there is no second layer of ours');
  assert.strictEqual(isPatched('fs', 'readFileSync'), true);
  log.length = 0;
  assert.strictEqual(fs.readFileSync(__filename, 'utf8'), text);
  assert.strictEqual(log.filter((name) => name === 'later').length, 1);

  fs.readFileSync = ours; // they take theirs away
  unpatch('fs');
  assert.strictEqual(fs.readFileSync, earlier);
  fs.readFileSync = pristine;
  console.log('ok');
});
