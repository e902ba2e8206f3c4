// it: where there is no way to tell when a builtin is loaded, it is loaded and patched at once
// engines: switch
'use strict';
const assert = require('node:assert');

process.binding = undefined; // a way to the inspector
require('node:inspector').Session = function Session() {
  throw new Error('no inspector');
};
const { isPatched } = require('greenpatch');
assert.ok(process.moduleLoadList.includes('NativeModule zlib'));
assert.ok(isPatched('zlib', 'gzip') && isPatched('net', 'connect') && isPatched('http'));
console.log('ok');
