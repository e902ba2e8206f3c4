// it: invariant 10: named imports of ES modules follow patching and unpatching
import assert from 'node:assert';
import fs, { readFileSync } from 'node:fs';
import { setTimeout as timeout } from 'node:timers';
import timers from 'node:timers';
import { patch, unpatch, isPatched, original } from 'greenpatch/api';

const pristine = readFileSync;
const pristineTimeout = timeout;
for (let round = 0; round < 2; round++) {
  patch();
  assert.notStrictEqual(readFileSync, pristine);
  assert.strictEqual(readFileSync, fs.readFileSync);
  assert.notStrictEqual(timeout, pristineTimeout);
  assert.strictEqual(timeout, timers.setTimeout);
  assert.strictEqual(globalThis.setTimeout, timeout);
  assert.strictEqual(original('fs', 'readFileSync'), pristine);
  unpatch();
  assert.strictEqual(readFileSync, pristine);
  assert.strictEqual(timeout, pristineTimeout);
  assert.strictEqual(globalThis.setTimeout, pristineTimeout);
  assert.strictEqual(isPatched('fs'), false);
}
console.log('ok');
