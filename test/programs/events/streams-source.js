// it: a `_read` that blocks before and between its pushes gives its content in order and whole: it is not called again meanwhile
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const { Duplex, Readable } = require('node:stream');

const LAST = 20;
const COPIES = 9;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = (n) => Atomics.wait(cell, 0, 0, n % 3 ? 1 : 4);
const whole = Array.from({ length: LAST + 1 }, (_, n) => `<${n}>`).join('');

/** Each numbers what it pushes before it blocks for it. */
const sources = {
  'as long as there is room'(counter) {
    let more;
    do {
      const n = counter.next++;
      if (n > LAST) return void (n === LAST + 1 && this.push(null));
      block(n);
      more = this.push(`<${n}>`);
    } while (more);
  },
  'three at a time'(counter) {
    for (let i = 0; i < 3; i++) {
      const n = counter.next++;
      if (n > LAST) return void (n === LAST + 1 && this.push(null));
      block(n);
      this.push(`<${n}>`);
    }
  },
  'before and after'(counter) {
    const n = counter.next++;
    this.push(n > LAST ? null : `<${n}>`);
    block(n);
    if (n >= LAST) return;
    this.push(`<${counter.next++}>`);
    block(n);
  },
};
const consumers = [
  (stream, take) => stream.on('data', take),
  (stream, take) =>
    stream.on('readable', () => {
      for (let chunk; (chunk = stream.read()) !== null;) take(chunk);
    }),
  async (stream, take) => {
    for await (const chunk of stream) take(chunk);
  },
];
const collect = (source, Kind, n) =>
  new Promise((resolve, reject) => {
    const counter = { next: 0, inside: 0 };
    const read = function () {
      assert.strictEqual(counter.inside++, 0, 'it is under way');
      source.call(this, counter);
      counter.inside--;
    };
    const stream = new Kind({ read, writable: false, objectMode: n % 2 === 1, highWaterMark: 1 + n });
    let text = '';
    consumers[n % consumers.length](stream, (chunk) => (text += chunk));
    stream.on('end', () => setImmediate(() => resolve(text))).on('error', reject);
  });

(async () => {
  for (const [name, source] of Object.entries(sources)) {
    for (const Kind of [Readable, Duplex]) {
      const copies = Array.from({ length: COPIES }, (_, n) => collect(source, Kind, n));
      assert.deepStrictEqual(await Promise.all(copies), Array(COPIES).fill(whole), `${name}, ${Kind.name}`);
    }
  }
  const { read, push } = Readable.prototype;
  assert.deepStrictEqual([read.name, read.length, push.name, push.length], ['', 1, '', 2]);
  console.log('ok');
})();
