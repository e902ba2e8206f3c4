// it: a builtin is loaded when the program asks for it, not for being patched, and is patched by then, no matter what loads it
// preload: greenpatch
// engines: switch
'use strict';
const assert = require('node:assert');
const { isPatched, unpatch, patch, original } = require('greenpatch');

const loaded = (name) => process.moduleLoadList.includes(`NativeModule ${name}`);
for (const name of ['child_process', 'crypto', 'dgram', 'dns', 'http', 'https', 'tls', 'zlib'])
  assert.ok(!loaded(name), name);

// Taken out at once, as most programs do.
const { pbkdf2 } = require('crypto');
assert.notStrictEqual(pbkdf2, original('crypto', 'pbkdf2'));
assert.ok(isPatched('crypto', 'pbkdf2'));

// Loaded by Node for another one.
require('node:https');
assert.ok(loaded('net') && isPatched('net', 'connect') && isPatched('http', 'ClientRequest.prototype.emit'));

// Asking loads it.
assert.ok(!loaded('dns'));
const { lookup } = require('dns');
assert.strictEqual(isPatched('dns', 'lookup'), true);
assert.notStrictEqual(original('dns', 'lookup'), lookup);

assert.ok(!loaded('zlib'));
unpatch('zlib');
const zlib = require('node:zlib');
assert.strictEqual(isPatched('zlib'), false);
const { gzip } = zlib;
patch('zlib');
assert.notStrictEqual(zlib.gzip, gzip);
unpatch();
assert.strictEqual(zlib.gzip, gzip);

assert.ok(!loaded('dgram'));
const { createSocket } = require('node:dgram');
assert.strictEqual(createSocket, original('dgram', 'createSocket'));
assert.strictEqual(isPatched('dgram'), false);
patch('dgram');
assert.strictEqual(isPatched('dgram'), true);

if (process.getBuiltinModule !== undefined) {
  patch('child_process');
  assert.ok(!loaded('cluster'));
  const { spawnSync } = process.getBuiltinModule('child_process');
  assert.notStrictEqual(spawnSync, original('child_process', 'spawnSync'));
}
console.log('ok');
