// it: a builtin that is imported for the first time is patched by then
// preload: greenpatch
// engines: switch
import assert from 'node:assert';
import { gzip } from 'node:zlib';
import { isPatched, original } from 'greenpatch';

assert.notStrictEqual(gzip, original('zlib', 'gzip'));
assert.ok(!process.moduleLoadList.includes('NativeModule dns'));
const { lookup, default: dns } = await import('dns');
assert.notStrictEqual(lookup, original('dns', 'lookup'));
assert.strictEqual(lookup, dns.lookup);
assert.ok(isPatched('dns', 'lookup'));
console.log('ok');
