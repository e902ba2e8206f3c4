// What fibers do in most programs, written so that it uses nothing of the language's own objects but syntax: a program may have
// laid hands on them.
'use strict';
const assert = require('assert');
const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const { AsyncLocalStorage } = require('async_hooks');
const { EventEmitter } = require('events');
const { setImmediate, setTimeout } = require('timers');
const greenpatch = require('greenpatch');

const { Semaphore, Channel, spawn, sleep, idle, wait, withTimeout, joinAll, killAll } = greenpatch;
const { execPath, nextTick, pid } = process;
const storage = new AsyncLocalStorage();
const cells = typeof Atomics === 'undefined' ? null : new Int32Array(new SharedArrayBuffer(4));
const atomicsWait = cells && Atomics.wait;
const folder = os.tmpdir();
const text = fs.readFileSync(__filename, 'utf8');

function files(n) {
  const file = path.join(folder, `written-${pid}-${n}`);
  fs.writeFileSync(file, text);
  const fd = fs.openSync(file, 'r+');
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  assert.strictEqual(fs.readFileSync(file, 'utf8'), text);
  assert.strictEqual(fs.statSync(file).size, fs.statSync(__filename).size);
  fs.unlinkSync(file);
  let code;
  try {
    fs.readFileSync(file);
  } catch (error) {
    ({ code } = error);
  }
  assert.strictEqual(code, 'ENOENT');
}

function others(n, children) {
  if (children) assert.strictEqual(`${childProcess.execFileSync(execPath, ['-p', '6 * 7'], { env: {} })}`, '42\n');
  assert.strictEqual(crypto.pbkdf2Sync('a', `${n}`, 20_000, 8, 'sha256').length, 8);
  const packed = zlib.gzipSync(text);
  assert.strictEqual(`${zlib.gunzipSync(packed)}`, text);
  if (cells !== null) assert.strictEqual(atomicsWait(cells, 0, 0, 2), 'timed-out');
}

function waiting() {
  sleep(1);
  idle();
  let code;
  try {
    withTimeout(1, () => sleep(1000));
  } catch (error) {
    ({ code } = error);
  }
  assert.strictEqual(code, 'ERR_GREENPATCH_TIMEOUT');
  const inner = spawn(() => sleep(1));
  inner.join();
  assert.strictEqual(inner.state, 'done');
  const endless = spawn(() => sleep(100_000));
  sleep(0);
  killAll([endless]);
  assert.strictEqual(endless.state, 'killed');
}

async function promises(n) {
  await null;
  sleep(1);
  await 1;
  fs.statSync(__filename);
  assert.strictEqual(storage.getStore(), n);
  return n;
}

function callbacks(done) {
  setTimeout(() => {
    sleep(1);
    setImmediate(() => {
      fs.readFileSync(__filename);
      nextTick(() => {
        sleep(1);
        fs.readFile(__filename, () => {
          sleep(1);
          done();
        });
      });
    });
  }, 1);
}

/** Calls `done` when all is over. */
module.exports = function scenario(done, { children = true } = {}) {
  const lock = new Semaphore(1);
  const channel = new Channel(1);
  let called = false;
  callbacks(() => (called = true));
  spawn(() => {
    const fibers = [];
    for (let n = 0; n < 3; n++) {
      fibers[n] = spawn(() =>
        storage.run(n, () => {
          lock.acquire();
          try {
            files(n);
          } finally {
            lock.release();
          }
          others(n, children);
          waiting();
          assert.strictEqual(wait(promises(n)), n);
          assert.strictEqual(storage.getStore(), n);
          channel.put(n);
          new EventEmitter().on('x', () => sleep(1)).emit('x');
        }),
      );
    }
    const got = channel.get() + channel.get() + channel.get();
    assert.strictEqual(got, 3);
    for (let n = 0; n < 3; n++) fibers[n].get();
    joinAll(fibers);
    while (!called) sleep(1);
    done();
  });
};
