// it: what does not park matches as a plain call does: a callback sees the last match before it, and its caller sees its own
// preload: greenpatch
'use strict';
const assert = require('assert');
const { EventEmitter } = require('events');
const { Worker, isMainThread } = require('worker_threads');
const { spawn, idle, sleep, joinAll } = require('greenpatch/api');
const { Coroutine } = require('../../../dist/fiber');

const match = (text) => /(\w+)!/.exec(text);

// A callback begins with what was matched before, and leaves what it has matched to the next.
function callbacks(then) {
  match('before!');
  setImmediate(() => {
    assert.strictEqual(RegExp.$1, 'before');
    match('first!');
    setImmediate(() => {
      assert.strictEqual(RegExp.$1, 'first');
      process.nextTick(() => {
        assert.strictEqual(RegExp.$1, 'first');
        match('tick!');
        Promise.resolve().then(() => {
          assert.strictEqual(RegExp.$1, 'tick');
          then();
        });
      });
    });
  });
}

// Nothing that blocks changes what was matched before.
function blocking(then) {
  const emitter = new EventEmitter().on('event', () => match('listener!'));
  spawn(() => {
    emitter.emit('event');
    assert.strictEqual(RegExp.$1, 'listener');
    const calls = {
      sleep: () => sleep(1),
      idle,
      join: () => spawn(() => match('other!')).join(),
      wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1),
      exec: () => require('child_process').execFileSync(process.execPath, ['--version']),
      pbkdf2: () => require('crypto').pbkdf2Sync('a', 'b', 1000, 16, 'sha256'),
      gzip: () => require('zlib').gzipSync(Buffer.alloc(1e6)),
      readFile: () => require('fs').readFileSync(__filename),
    };
    for (const [name, call] of Object.entries(calls)) {
      match(`${name}!`);
      call();
      assert.deepStrictEqual([RegExp.$1, RegExp.input], [name, `${name}!`], name);
    }
    then();
  });
}

// Coroutines on top of each other: what begins or ends is a plain call; what goes on has its own, and so has its resumer afterwards.
function coroutines() {
  const own = new Coroutine(() => {
    assert.strictEqual(RegExp.$1, 'outside');
    match('inside!');
    Coroutine.suspend();
    assert.strictEqual(RegExp.$1, 'inside');
    Coroutine.suspend();
    match('again!');
    Coroutine.suspend();
    match('end!');
  });
  match('outside!');
  own.resume();
  assert.strictEqual(RegExp.$1, 'inside', 'begins');
  match('between!');
  own.resume();
  assert.strictEqual(RegExp.$1, 'between');
  own.resume();
  assert.strictEqual(RegExp.$1, 'between');
  idle();
  assert.strictEqual(RegExp.$1, 'between');
  new Coroutine(() => match('called!')).resume();
  assert.strictEqual(RegExp.$1, 'called');
  idle();
  assert.strictEqual(RegExp.$1, 'called');
  const parks = new Coroutine(() => (match('parks!'), Coroutine.suspend(), RegExp.$1));
  parks.resume();
  idle();
  assert.strictEqual(RegExp.$1, 'parks');
  assert.strictEqual(parks.resume(), 'parks');
}

callbacks(() =>
  blocking(() => {
    joinAll([spawn(() => (match('noise!'), idle())), spawn(coroutines)]);
    if (!isMainThread) return;
    new Worker(__filename).on('exit', (code) => (assert.strictEqual(code, 0), console.log('ok')));
  }),
);
