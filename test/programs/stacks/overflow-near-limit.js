// it: whatever native code is called with almost no stack left either works or throws a RangeError
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const util = require('util');
const vm = require('vm');
const { Coroutine } = require('../../../dist/fiber');

// Not here: compiling a regular expression and zlib, which end plain Node itself near its limit.
const calls = [
  () => fs.readFileSync(__filename, 'utf8'),
  () => fs.readdirSync(__dirname),
  () => fs.statSync(__filename).isFile(),
  () => JSON.parse('{"a":[1,2,{"b":null}]}'),
  () => JSON.stringify({ a: [1, 2, { b: null }] }),
  () => crypto.createHash('sha512').update('text').digest('hex'),
  () => crypto.pbkdf2Sync('a', 'b', 2, 16, 'sha256'),
  () => crypto.randomBytes(16),
  () => vm.runInNewContext('1 + 1'),
  () => new Function('a', 'return a + 1')(1),
  () => util.inspect({ a: { b: [1, new Map([[1, 2]])] } }),
  () => new Intl.DateTimeFormat('en').format(0),
  () => 'straße'.localeCompare('strasse', 'de'),
  () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  () => structuredClone(new Map([[1, { a: 1 }]])),
  () => Buffer.from('text').toString('base64'),
  () => new Error('with a stack').stack,
  () => [3, 1, 2].sort((a, b) => a - b),
  () => require('./support/recursions').plain.name,
  () => new URL('http://example.org/path?query#hash').href,
  () => process.memoryUsage(),
  () => os.cpus().length,
  () => Coroutine.current && Coroutine.suspend(),
  () => new Coroutine(() => 1).resume(),
];

const counts = { worked: 0, overflowed: 0, strange: 0 };

/** Goes down as far as possible; on the way back each of the last frames makes the call. */
function descend(call, budget) {
  try {
    descend(call, budget);
  } catch (error) {
    if (error.message !== 'Maximum call stack size exceeded') throw error;
  }
  if (budget.left-- <= 0) return;
  try {
    call();
    counts.worked++;
  } catch (error) {
    // Some libraries wrap it, some run into errors of their own: what matters is that it is an error. Nothing may be
    // called here, where there is no stack for it.
    if (typeof error.message === 'string') counts.overflowed++;
    else counts.strange++;
  }
}

for (const call of calls) {
  call(); // warm
  const coroutine = new Coroutine(() => descend(call, { left: 400 }));
  let error = coroutine.resume();
  while (coroutine.state === 'suspended') error = coroutine.resume();
  assert.strictEqual(coroutine.state, 'returned', `${call}: ${error?.stack}`);
}
assert.ok(counts.worked > 500 && counts.overflowed > 100 && counts.strange === 0, JSON.stringify(counts));
console.log('ok');
