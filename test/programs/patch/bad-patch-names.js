// it: bad input: a name that no patch knows throws ERR_GREENPATCH_PATCH that lists what there is, and patches nothing
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { patch, unpatch, isPatched, original } = require('greenpatch/api');
const { code } = require('../hub/support/kit');

const { readFileSync } = fs;
const unknown = { ...code('PATCH'), message: /There is no patch of .*Patches exist for .*fs/ };
for (const name of ['nonsense', '', 'path', 'fs/', 'FS2', '__proto__', 'constructor']) {
  assert.throws(() => patch(name), unknown);
  assert.throws(() => patch('fs', name), unknown);
  assert.throws(() => unpatch(name), unknown);
  assert.throws(() => isPatched(name), unknown);
  assert.throws(() => original(name, 'x'), unknown);
}
for (const name of ['readFileSink', '', 'constructor', 'readFileSync.nonsense']) {
  assert.throws(() => isPatched('fs', name), { ...code('PATCH'), message: /knows no function .*misspelling/ });
  assert.throws(() => original('fs', name), code('PATCH'));
}
for (const name of [undefined, null, 5, {}, fs, Symbol('fs')]) {
  const invalid = { ...code('INVALID_ARG'), message: /must be the name of a / };
  assert.throws(() => patch(name), invalid);
  assert.throws(() => unpatch(name), invalid);
  assert.throws(() => isPatched(name), invalid);
  assert.throws(() => original('fs', name), invalid);
}
assert.strictEqual(fs.readFileSync, readFileSync);
assert.strictEqual(isPatched('fs'), false);
console.log('ok');
