// it: what is written while a stream gives a batch to a `_writev` that blocks is written too, once and in order
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { Duplex, Writable } = require('node:stream');
const { joinAll, sleep, spawn, wait } = require('greenpatch/api');

const FIBERS = 8;
const cell = new Int32Array(new SharedArrayBuffer(4));
const block = () => Atomics.wait(cell, 0, 0, 2);
const seen = [];
const parked = [];
function writev(all, done) {
  seen.push(...all.map(({ chunk }) => String(chunk)));
  const before = seen.length;
  block();
  parked.push(seen.length - before);
  if (this.late) setTimeout(done, 1);
  else done();
}
class Own extends Writable {
  late = true;
  _writev(all, done) {
    writev.call(this, all, done);
  }
}
const make = {
  options: () => new Writable({ writev }),
  'options, called back later': () => Object.assign(new Writable({ writev }), { late: true }),
  'a class': () => new Own(),
  'a duplex': () => Object.assign(new Duplex({ read() {}, writev }), { late: true }),
  'one that is constructed late': () => new Writable({ construct: (done) => setTimeout(done, 5), writev }),
  'a property': () => Object.assign(new Writable(), { _writev: writev, late: true }),
};
const corked = (w, i) => {
  w.cork();
  w.write(`${i}a`, () => undefined);
  w.write(`${i}b`, () => undefined);
  w.uncork();
};
const uses = {
  corked,
  'in a row': (w, i) => ['a', 'b', 'c'].forEach((x) => w.write(`${i}${x}`, () => undefined)),
  'after a while': (w, i) => (sleep(i % 3), corked(w, i), w.write(`${i}c`, () => undefined)),
};

for (const [form, made] of Object.entries(make))
  for (const [how, use] of Object.entries(uses)) {
    seen.length = parked.length = 0;
    const w = made();
    const finished = new Promise((resolve, reject) => w.on('finish', resolve).on('error', reject));
    const asked = [];
    const write = w.write.bind(w);
    w.write = (chunk, ...rest) => (asked.push(chunk), write(chunk, ...rest));
    joinAll(Array.from({ length: FIBERS }, (_, i) => spawn(() => use(w, i))));
    w.end();
    wait(finished);
    assert.deepStrictEqual([...seen].sort(), [...asked].sort(), `${form}, ${how}`);
    assert.deepStrictEqual(seen, asked, `${form}, ${how}: in order`);
    assert.ok(parked.length > 0 && parked.every((n) => n === 0), `${form}, ${how}: nobody came between`);
  }

// The last chunk, with what is corked.
seen.length = 0;
const last = new Writable({ writev });
const over = new Promise((resolve) => last.on('finish', resolve));
last.cork();
last.write('1');
last.end('2');
wait(over);
assert.deepStrictEqual(seen, ['1', '2']);

// A single write is not a batch: it parks, and others run.
let others = 0;
const single = new Writable({ writev: (all, done) => (block(), done()) });
joinAll([spawn(() => single.write('x')), spawn(() => others++)]);
assert.strictEqual(others, 1);

// Nothing of it is to be seen.
assert.strictEqual(last._writev, writev);
assert.ok(Object.hasOwn(last, '_writev') && !Object.hasOwn(new Own(), '_writev'));
for (const name of ['write', 'end', 'uncork']) {
  assert.strictEqual(Duplex.prototype[name], Writable.prototype[name]);
  assert.ok(Object.hasOwn(Duplex.prototype, name));
}
assert.deepStrictEqual(Object.keys(last._writableState), Object.keys(new Writable()._writableState));
console.log('ok');
