// What CPU-bound calls of zlib and crypto take on this machine, beside what src/patch/core/cpu-costs.ts guesses, in microseconds:
//
//   node bench/cpu/costs.mjs
//
// The guesses need not be right; whether a call is shorter or longer than INLINE_US must be, within a factor of about two. The last
// column is the same call in a fiber, alone: what parking and the way to the thread pool add.
import { createRequire } from 'node:module';
import crypto from 'node:crypto';
import zlib from 'node:zlib';

const require = createRequire(import.meta.url);
const { patch, unpatch, spawn } = require('greenpatch/api');
const {
  brotliCost,
  CRYPTO_COSTS,
  deflateCost,
  INLINE_US,
  sizeOf,
  zstdCost,
} = require('../../dist/patch/core/cpu-costs.js');

const text = Buffer.from(
  Array.from({ length: 30_000 }, (_, i) => `{"id":${i},"name":"user ${(i * 7919) % 1000}"}`).join(),
);
const noise = crypto.randomBytes(text.length);

/** @type {[name: string, run: () => unknown, guess: number][]} */
const calls = [];
const compress = (name, cost, options, data, what) =>
  name in zlib && calls.push([`${name} ${what}`, () => zlib[name](data, options), cost(sizeOf(data), options)]);
for (const [what, data] of Object.entries({
  '3 KB text': text.subarray(0, 3000),
  '100 KB text': text.subarray(0, 100_000),
  '100 KB noise': noise.subarray(0, 100_000),
})) {
  for (const level of [0, 1, 6, 9]) compress('deflateSync', deflateCost, { level }, data, `${what}, level ${level}`);
  for (const quality of [1, 5, 9, 11]) {
    const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } };
    compress('brotliCompressSync', brotliCost, options, data, `${what}, quality ${quality}`);
  }
  for (const level of [1, 3, 9, 19]) {
    const options = { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } };
    compress('zstdCompressSync', zstdCost, options, data, `${what}, level ${level}`);
  }
}
const undo = {
  deflateSync: 'inflateSync',
  brotliCompressSync: 'brotliDecompressSync',
  zstdCompressSync: 'zstdDecompressSync',
};
for (const [name, inverse] of Object.entries(undo)) {
  if (!(name in zlib)) continue;
  for (const bytes of [1000, 100_000, 1_000_000]) {
    const quick = name.startsWith('brotli') ? { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } } : {};
    const packed = zlib[name](text.subarray(0, bytes), quick);
    calls.push([`${inverse} to ${bytes}`, () => zlib[inverse](packed), bytes / 1000]);
  }
}

const of = (name, ...args) =>
  name in crypto &&
  calls.push([`${name} ${args.map(shown).join(' ')}`, () => crypto[name](...args), CRYPTO_COSTS[name](args)]);
function shown(arg) {
  if (Buffer.isBuffer(arg)) return `${arg.length} bytes`;
  if (arg?.asymmetricKeyType) return arg.asymmetricKeyType;
  return (
    JSON.stringify(arg, (key, value) => (value instanceof crypto.KeyObject ? value.asymmetricKeyType : value)) ?? ''
  );
}
for (const digest of ['sha1', 'sha256', 'sha512', 'sha3-256'])
  for (const n of [100, 1000, 10_000]) of('pbkdf2Sync', 'p', 's', n, 32, digest);
for (const N of [16, 256, 1024, 16_384]) of('scryptSync', 'p', 's', 32, { N });
for (const memory of [8, 256, 4096]) {
  of('argon2Sync', 'argon2id', {
    message: 'p',
    nonce: noise.subarray(0, 16),
    parallelism: 1,
    tagLength: 32,
    memory,
    passes: 1,
  });
}
for (const bytes of [1000, 200_000]) of('hkdfSync', 'sha512', noise.subarray(0, bytes), '', '', 64);
for (const bytes of [1000, 100_000, 1 << 20]) of('randomBytes', bytes);
for (const length of [256, 2 ** 23]) of('generateKeySync', 'hmac', { length });
for (const bits of [32, 128, 256]) of('generatePrimeSync', bits);
for (const prime of [7n, 2n ** 127n - 1n, 2n ** 521n - 1n])
  calls.push([`checkPrimeSync ${prime.toString(2).length} bits`, () => crypto.checkPrimeSync(prime), Infinity]);
const pairs = [
  ['rsa', { modulusLength: 1024 }],
  ['ec', { namedCurve: 'P-256' }],
  ['ec', { namedCurve: 'P-384' }],
  ['ec', { namedCurve: 'secp256k1' }],
  ['ed25519'],
  ['ed448'],
  ['x25519'],
  ['x448'],
  ['dh', { group: 'modp14' }],
];
for (const [type, options] of pairs) {
  of('generateKeyPairSync', type, options);
  const { privateKey, publicKey } = crypto.generateKeyPairSync(type, options);
  if (/^(rsa|ec|ed)/.test(type)) {
    const digest = type.startsWith('ed') ? null : 'sha256';
    of('sign', digest, noise.subarray(0, 100), privateKey);
    of('verify', digest, noise.subarray(0, 100), publicKey, crypto.sign(digest, noise.subarray(0, 100), privateKey));
  }
  if (/^(ec|x|dh)/.test(type)) of('diffieHellman', { privateKey, publicKey });
}

function best(run) {
  let least = Infinity;
  for (let i = 0, until = performance.now() + 60; i < 5 || performance.now() < until; i++) {
    const started = performance.now();
    run();
    least = Math.min(least, performance.now() - started);
  }
  return least * 1000;
}

const cell = (value) => (value >= 1000 ? value.toFixed(0) : value.toFixed(1)).padStart(10);
console.log(`Node ${process.version}, inline up to ${INLINE_US} us`);
console.log(`${'call'.padEnd(60)}${['plain', 'guess', 'in a fiber'].map((head) => head.padStart(10)).join('')}`);
for (const [name, run, guess] of calls) {
  const plain = best(run);
  patch('zlib', 'crypto');
  const fiber = await spawn(() => best(run));
  unpatch();
  const wrong = plain > 2 * INLINE_US !== guess > INLINE_US && plain > INLINE_US / 2 !== guess > INLINE_US;
  console.log(
    `${name.slice(0, 59).padEnd(60)}${cell(plain)}${cell(guess)}${cell(fiber)}${wrong ? '  wrong side' : ''}`,
  );
}
