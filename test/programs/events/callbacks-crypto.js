// it: callbacks of asynchronous functions of crypto park where they block: 20 of each overlap, with the answers of plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const kit = require('../jobs/support/kit');

const hex = (callback) => (error, key) => callback(error, Buffer.from(key).toString('hex'));
const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const kinds = {
  randomBytes: [
    (n, callback) => crypto.randomBytes(n + 1, (e, bytes) => callback(e, bytes.length)),
    (n) => [null, n + 1],
  ],
  randomFill: [
    (n, callback) => crypto.randomFill(Buffer.alloc(n + 1), (e, b) => callback(e, b.length)),
    (n) => [null, n + 1],
  ],
  randomInt: [(n, callback) => crypto.randomInt(n, n + 1, callback), (n) => [undefined, n]],
  pbkdf2: [
    (n, callback) => crypto.pbkdf2(`p${n}`, 'salt', 2, 16, 'sha256', hex(callback)),
    (n) => [null, crypto.pbkdf2Sync(`p${n}`, 'salt', 2, 16, 'sha256').toString('hex')],
  ],
  scrypt: [
    (n, callback) => crypto.scrypt(`p${n}`, 'salt', 16, { N: 16 }, hex(callback)),
    (n) => [null, crypto.scryptSync(`p${n}`, 'salt', 16, { N: 16 }).toString('hex')],
  ],
  hkdf: [
    (n, callback) => crypto.hkdf('sha256', `p${n}`, 'salt', '', 16, hex(callback)),
    (n) => [null, Buffer.from(crypto.hkdfSync('sha256', `p${n}`, 'salt', '', 16)).toString('hex')],
  ],
  generateKey: [
    (n, callback) => crypto.generateKey('hmac', { length: 64 }, (e, key) => callback(e, key.type)),
    () => [undefined, 'secret'],
  ],
  generateKeyPair: [
    (n, callback) => crypto.generateKeyPair('ed25519', undefined, (e, pub, pri) => callback(e, pub.type, pri.type)),
    () => [null, 'public', 'private'],
  ],
  sign: [
    (n, callback) =>
      crypto.sign('sha256', Buffer.from(`${n}`), privateKey, (e, signature) =>
        callback(e, crypto.verify('sha256', Buffer.from(`${n}`), publicKey, signature)),
      ),
    () => [null, true],
  ],
  checkPrime: [
    (n, callback) => crypto.checkPrime(BigInt(n), callback),
    (n) => [null, [2, 3, 5, 7, 11, 13, 17, 19].includes(n)],
  ],
};
for (const [name, [call, expected]] of Object.entries(kinds)) {
  kit.overlap(name, call).forEach(([error, ...values], n) => {
    assert.ok(error == null, `${name} ${n}: ${error}`);
    assert.deepStrictEqual(values, expected(n).slice(1), `${name} ${n}`);
  });
}
console.log('ok');
