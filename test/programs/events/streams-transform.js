// it: transforms, sources and sinks whose own methods block pass on the content in order, parked or not
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { Readable, Transform, Writable, pipeline } = require('node:stream');
const { promisify } = require('node:util');
const { wait } = require('greenpatch');
const { folder } = require('../patch/support/kit');

const file = `${folder()}/file`;
const text = Array.from({ length: 60 }, (_, n) => `piece ${n}; `).join('');
fs.writeFileSync(file, text);
const block = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
let flushed = 0;

async function copy(n) {
  const parts = [];
  let at = 0;
  await promisify(pipeline)(
    n % 2
      ? fs.createReadStream(file, { highWaterMark: 37 })
      : new Readable({
          read() {
            block(n % 3);
            this.push(at < text.length ? text.slice(at, (at += 37)) : null);
          },
        }),
    new Transform({
      transform(chunk, encoding, done) {
        block(1);
        done(null, chunk.toString().toUpperCase());
      },
      flush(done) {
        block(1);
        flushed++;
        done(null, `end of ${n}`);
      },
    }),
    async function* (source) {
      for await (const chunk of source) {
        block(n % 2);
        yield chunk;
      }
    },
    new Writable({
      write(chunk, encoding, done) {
        block(1);
        parts.push(chunk.toString());
        done();
      },
      final(done) {
        block(1);
        done();
      },
    }),
  );
  return parts.join('');
}
const copies = wait(Promise.all(Array.from({ length: 8 }, (_, n) => copy(n))));
assert.deepStrictEqual(
  copies,
  copies.map((_, n) => `${text.toUpperCase()}end of ${n}`),
);
assert.strictEqual(flushed, 8);
console.log('ok');
