// it: who runs a node-fiber that is parked in a blocking call waits until it yields, in a fiber and on the hub
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { EventEmitter } = require('node:events');
const { Readable } = require('node:stream');
const Fiber = require('fibers');
const { inFiber, joinAll, spawn } = require('greenpatch/api');
const { door, until } = require('../jobs/support/kit');

const closed = door();
const got = [];
const fiber = Fiber((value) => {
  for (;;) {
    got.push(value);
    if (value === 'first') closed.pass();
    value = Fiber.yield(`after ${value}`);
  }
});
const first = spawn(() => fiber.run('first'));
const second = spawn(() => {
  until(() => closed.waiting === 1, 'the first one blocks');
  const third = spawn(() => fiber.run('third'));
  const thrown = spawn(() => (third.join(), fiber.throwInto(new Error('thrown'))));
  spawn(() => closed.open());
  const value = fiber.run('second');
  return [value, third.get(), thrown];
});
joinAll([first, second]);
assert.strictEqual(first.get(), 'after first');
const [value, third, thrown] = second.get();
assert.deepStrictEqual([value, third], ['after second', 'after third']);
assert.throws(() => thrown.get(), /thrown/);
assert.deepStrictEqual(got, ['first', 'second', 'third']);
assert.strictEqual(fiber.started, false);

// The pieces of a stream come where nothing may park: run() gives nothing there, and the order of the pieces is kept.
const gate = door();
const pieces = [];
const reader = Fiber((piece) => {
  for (;;) {
    if (pieces.length === 0) gate.pass();
    pieces.push(piece);
    piece = Fiber.yield();
  }
});
const source = new Readable({ read() {} });
const results = [];
source.on('data', (piece) => {
  assert.ok(!inFiber());
  results.push(reader.run(String(piece)));
});
for (const piece of ['a', 'b', 'c']) source.push(piece);
until(() => results.length === 3, 'the stream goes on');
assert.deepStrictEqual([results, pieces], [[undefined, undefined, undefined], []]);
gate.open();
until(() => pieces.length === 3, 'all pieces');
assert.deepStrictEqual(pieces, ['a', 'b', 'c']);

// Running itself is an error, as ever: also through an emitter, and after having parked.
const emitter = new EventEmitter();
const self = Fiber(() => {
  require('node:fs').readFileSync(__filename);
  emitter.emit('again');
});
emitter.on('again', () => self.run());
assert.throws(() => self.run(), /^Error: This Fiber is already running$/);
console.log('ok');
