// it: blocking calls of zlib and crypto park when they take long, and are made at once when they are short
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const zlib = require('node:zlib');
const { isPatched, sleep } = require('greenpatch');
const { parks } = require('./support/kit');
const { WORKS } = require('../../../dist/patch/builtins/zlib/sync');
const { TWINS, OPTIONAL_CALLBACKS } = require('../../../dist/patch/builtins/crypto/sync');

sleep(0); // start-up is over: what blocks parks from now on
const large = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * i) % 1009).join());
const best = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };
const packed = (name) => {
  const undo = { brotliDecompressSync: 'brotliCompressSync', gunzipSync: 'gzipSync', inflateRawSync: 'deflateRawSync' };
  const compress = {
    ...undo,
    inflateSync: 'deflateSync',
    unzipSync: 'gzipSync',
    zstdDecompressSync: 'zstdCompressSync',
  };
  return (data) => zlib[compress[name]](data, name.startsWith('brotli') ? best : undefined);
};

/** By function of zlib: calls that take long, and short ones. */
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 3072 });
const group = crypto.generateKeyPairSync('dh', { group: 'modp16' });
const curve = crypto.generateKeyPairSync('x25519');
const edwards = crypto.generateKeyPairSync('ed25519');
const message = Buffer.from('message');
const dh = ({ privateKey, publicKey }) => crypto.diffieHellman({ privateKey, publicKey });
const argon2 = (memory) => {
  const parameters = { message, nonce: Buffer.alloc(16), parallelism: 1, tagLength: 32, memory, passes: 1 };
  return crypto.argon2Sync('argon2id', parameters);
};

const CRYPTO = {
  argon2Sync: { long: () => argon2(1024), short: () => argon2(8) },
  checkPrimeSync: { long: () => crypto.checkPrimeSync(2n ** 521n - 1n) },
  decapsulate: {}, // RSA's takes long, and is made for keys that this test does not have time for
  diffieHellman: { long: () => dh(group), short: () => dh(curve) },
  encapsulate: { short: () => crypto.encapsulate(rsa.publicKey) },
  generateKeyPairSync: {
    long: () => crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }),
    short: () => crypto.generateKeyPairSync('ed25519'),
  },
  generateKeySync: {
    long: () => crypto.generateKeySync('hmac', { length: 2 ** 25 }),
    short: () => crypto.generateKeySync('aes', { length: 256 }),
  },
  generatePrimeSync: { long: () => crypto.generatePrimeSync(128) },
  hkdfSync: {
    long: () => crypto.hkdfSync('sha256', large, '', '', 64),
    short: () => crypto.hkdfSync('sha256', 'key', '', '', 64),
  },
  pbkdf2Sync: {
    long: () => crypto.pbkdf2Sync('pass', 'salt', 100_000, 64, 'sha512'),
    short: () => crypto.pbkdf2Sync('pass', 'salt', 10, 64, 'sha512'),
  },
  randomBytes: { long: () => crypto.randomBytes(2 ** 22), short: () => crypto.randomBytes(100) },
  randomFillSync: {
    long: () => crypto.randomFillSync(Buffer.alloc(2 ** 22)),
    short: () => crypto.randomFillSync(Buffer.alloc(2 ** 22), 0, 100),
  },
  scryptSync: {
    long: () => crypto.scryptSync('pass', 'salt', 64),
    short: () => crypto.scryptSync('pass', 'salt', 64, { N: 16, r: 1 }),
  },
  sign: {
    long: () => crypto.sign('sha256', message, rsa.privateKey),
    short: () => crypto.sign(null, message, edwards.privateKey),
  },
  verify: {
    long: () => crypto.verify('sha256', Buffer.alloc(2 ** 20), rsa.publicKey, message),
    short: () => crypto.verify('sha256', message, rsa.publicKey, message),
  },
};
assert.deepStrictEqual(
  Object.keys(CRYPTO).sort(),
  [...Object.keys(TWINS), ...Object.keys(OPTIONAL_CALLBACKS), 'randomFillSync'].sort(),
);

let tested = 0;
function check(label, module, name, { long, short }) {
  if (!isPatched(module, name)) return;
  tested++;
  if (long) assert.strictEqual(parks(long), true, `${label} parks when it takes long`);
  if (short) assert.strictEqual(parks(short), false, `${label} is made at once when it is short`);
}
for (const name of Object.keys(WORKS)) {
  const undoing = WORKS[name].cost === 'measured';
  if (zlib[name] === undefined) continue;
  const [much, little] = undoing
    ? [packed(name)(large), packed(name)(large.subarray(0, 100))]
    : [large, large.subarray(0, 50)];
  const options = name === 'brotliCompressSync' ? best : undefined;
  check(name, 'zlib', name, { long: () => zlib[name](much, options), short: () => zlib[name](little, options) });
}
for (const [name, calls] of Object.entries(CRYPTO)) check(name, 'crypto', name, calls);
assert.ok(tested >= 9 + 11, `${tested} functions were tested`);
console.log('ok');
