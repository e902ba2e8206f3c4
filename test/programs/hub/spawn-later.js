// it: spawnLater starts fibers when their time has come, in the order of their times; one that is killed before leaves nothing
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, spawnLater } = require('greenpatch/api');
const { settle, thrown } = require('./support/kit');

spawn(function main() {
  const log = [];
  const note = (...args) => (log.push(args.join(' ')), args.length);
  const fibers = [30, 10, 20, 0].map((ms) => spawnLater(ms, note, 'after', ms));
  settle();
  assert.deepStrictEqual(log, []);
  assert.deepStrictEqual(
    fibers.map(({ state }) => state),
    ['ready', 'ready', 'ready', 'ready'],
  );
  clock.advance(9);
  settle();
  assert.deepStrictEqual(log, ['after 0']);
  clock.advance(1);
  assert.deepStrictEqual(log, ['after 0'], 'a timer never runs a fiber');
  settle();
  assert.deepStrictEqual(log, ['after 0', 'after 10']);

  const [thirty, , twenty] = fibers;
  assert.strictEqual(clock.pending(), 2);
  const joiner = spawn(() => thrown(() => twenty.get()));
  settle();
  assert.strictEqual(twenty.kill('not needed'), true);
  settle();
  assert.strictEqual(clock.pending(), 1, 'its timer is gone');
  assert.strictEqual(joiner.get(), 'not needed');
  clock.advance(20);
  assert.strictEqual(thirty.get(), 2);
  assert.deepStrictEqual(log, ['after 0', 'after 10', 'after 30']);

  // Killed after its timer, before its turn.
  const late = spawnLater(5, note, 'never');
  clock.advance(5);
  late.kill();
  settle();
  assert.strictEqual(late.state, 'killed');
  assert.deepStrictEqual(log, ['after 0', 'after 10', 'after 30']);
  assert.strictEqual(clock.pending(), 0);
  console.log('ok');
});
