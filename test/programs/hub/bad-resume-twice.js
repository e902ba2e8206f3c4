// it: bad input: resuming a coroutine that runs, waits for one it has resumed, or has ended throws ERR_GREENPATCH_RESUMED_TWICE
'use strict';
const assert = require('node:assert');
const { spawn, idle } = require('greenpatch/api');
const { Coroutine } = require('../../../dist/fiber');
const { hub } = require('../../../dist/hub');
const { code, coreOf, gate, settle, uncaught } = require('./support/kit');

const running = { ...code('RESUMED_TWICE'), message: /it is running.*leave the waking of fibers to the hub/ };
const over = { ...code('RESUMED_TWICE'), message: /it has ended.*Check its state/ };

// One that resumes itself, and one that resumes its resumer.
const log = [];
const self = new Coroutine(() => {
  assert.throws(() => self.resume(), running);
  const inner = new Coroutine(() => {
    assert.throws(() => self.resume(), running);
    log.push(Coroutine.suspend('inner suspends'));
    return 'inner result';
  });
  assert.strictEqual(inner.resume(), 'inner suspends');
  assert.strictEqual(inner.resume('a value for it'), 'inner result');
  assert.throws(() => inner.resume(), over);
  log.push(Coroutine.suspend('self suspends'));
  return 'result';
});
assert.strictEqual(self.resume(), 'self suspends');
assert.strictEqual(self.state, 'suspended');
assert.strictEqual(self.resume('still usable'), 'result');
assert.throws(() => self.resume(), over);
assert.throws(() => self.resume(), over);
assert.deepStrictEqual(log, ['a value for it', 'still usable']);
assert.strictEqual(self.state, 'returned');

const failing = new Coroutine(() => {
  throw new Error('failed');
});
assert.match(failing.resume().message, /failed/);
assert.strictEqual(failing.state, 'threw');
assert.throws(() => failing.resume(), over);
assert.throws(() => Coroutine.suspend(), { ...code('NOT_IN_FIBER'), message: /no coroutine here/ });

// Fibers cannot be driven by hand either, and the hub survives it.
const errors = uncaught();
spawn(function main() {
  const door = gate();
  const fiber = spawn(() => door.pass());
  idle();
  const done = spawn(() => 'done');
  done.join();
  assert.throws(() => coreOf(done).coroutine.resume(), over);
  hub.push(coreOf(done)); // as if it had been woken once more
  settle();
  assert.strictEqual(done.get(), 'done');
  door.open('undisturbed');
  assert.strictEqual(fiber.get(), 'undisturbed');
  assert.deepStrictEqual(errors, []);
  console.log('ok');
});
