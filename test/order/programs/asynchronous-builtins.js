// it: callbacks of crypto, zlib and dns, signals, and util.promisify, one after another
'use strict';
const crypto = require('node:crypto');
const dns = require('node:dns');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { note, inTurn } = require('../kit');

const then = (label, next) => (error) => {
  note(`${label} ${error?.code ?? 'ok'}`);
  setImmediate(next);
};
inTurn(
  (next) => crypto.randomBytes(8, then('randomBytes', next)),
  (next) => crypto.pbkdf2('a', 'b', 1, 8, 'sha256', then('pbkdf2', next)),
  (next) => crypto.scrypt('a', 'b', 8, then('scrypt', next)),
  (next) => crypto.generateKeyPair('ed25519', {}, then('generateKeyPair', next)),
  (next) => crypto.subtle.digest('SHA-256', new Uint8Array(1)).then(() => then('digest', next)()),
  (next) => zlib.gzip('text', then('gzip', next)),
  (next) => zlib.gunzip('text', then('gunzip', next)),
  (next) => dns.lookup('127.0.0.1', then('lookup', next)),
  (next) => dns.lookup('localhost', then('lookup of a name', next)),
  (next) => dns.promises.lookup('127.0.0.1').then(() => then('dns.promises', next)()),
  (next) => promisify(zlib.deflate)('text').then(() => then('promisified', next)()),
  (next) => {
    const listener = () => note('first listener');
    process.on('SIGUSR2', listener);
    process.once('SIGUSR2', async () => {
      note('second listener');
      await null;
      note('second listener went on');
      process.off('SIGUSR2', listener);
      setImmediate(next);
    });
    process.kill(process.pid, 'SIGUSR2');
    note('killed');
    setTimeout(() => {}, 5000).unref();
    const wait = () => process.listenerCount('SIGUSR2') > 0 && setTimeout(wait, 1); // a signal does not keep the loop alive
    wait();
  },
  () => note('end'),
);
