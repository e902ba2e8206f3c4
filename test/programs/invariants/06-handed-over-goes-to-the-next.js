// it: invariant 6: a lock handed over in the moment of a kill goes to the next waiter, and is never lost or held twice
'use strict';
const clock = require('../hub/support/clock');
const assert = require('node:assert');
const { spawn, idle, withTimeout } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { controlsOf, settle, thrown } = require('../hub/support/kit');

/** The smallest lock that hands itself to the first in line. */
class Lock {
  holder = false;
  line = [];

  acquire() {
    if (!this.holder) return void (this.holder = true);
    const entry = {};
    park({
      what: 'a lock',
      start: (waker) => this.line.push(Object.assign(entry, { waker })),
      cancel: () => (this.line = this.line.filter((other) => other !== entry)),
      late: () => this.release(),
    });
  }

  release() {
    const next = this.line.shift();
    if (next === undefined) this.holder = false;
    else next.waker.resolve();
  }
}

/** Five fibers in line for a lock; what `meddle` does happens in the very turn in which the lock is handed on. */
function line(meddle) {
  const lock = new Lock();
  const got = [];
  let holders = 0;
  lock.acquire();
  const fibers = Array.from('abcde', (name) =>
    spawn(() => {
      lock.acquire();
      assert.strictEqual(++holders, 1, 'held twice');
      got.push(name);
      idle();
      holders--;
      lock.release();
    }),
  );
  idle();
  meddle(lock, ...fibers);
  settle(20);
  assert.strictEqual(lock.holder, false, 'lost');
  assert.ok(fibers.every((fiber) => fiber.finished));
  return got.join('');
}

spawn(function main() {
  const kill = (...fibers) => fibers.forEach((fiber) => controlsOf(fiber).requestKill());
  assert.strictEqual(
    line((lock) => lock.release()),
    'abcde',
  );
  assert.strictEqual(
    line((lock, a) => (lock.release(), kill(a))),
    'bcde',
  );
  assert.strictEqual(
    line((lock, a) => (kill(a), lock.release())),
    'bcde',
  );
  assert.strictEqual(
    line((lock, a, b) => (kill(b), lock.release(), kill(a))),
    'cde',
  );
  assert.strictEqual(
    line((lock, a, b) => (lock.release(), kill(a, b))),
    'cde',
  );
  assert.strictEqual(
    line((lock, ...all) => (lock.release(), kill(...all))),
    '',
  );
  assert.strictEqual(
    line((lock, ...all) => (kill(...all), lock.release())),
    '',
  );
  assert.strictEqual(
    line((lock, a, b, c, d) => (kill(d), lock.release())),
    'abce',
  );

  // The same with a timeout, before and after the release.
  for (const order of [(lock) => (clock.advance(10), lock.release()), (lock) => (lock.release(), clock.advance(10))]) {
    const lock = new Lock();
    lock.acquire();
    const late = spawn(() => thrown(() => withTimeout(10, () => lock.acquire())).code);
    const next = spawn(() => lock.acquire());
    idle();
    order(lock);
    assert.strictEqual(late.get(), 'ERR_GREENPATCH_TIMEOUT');
    next.get();
    assert.strictEqual(lock.holder, true);
    lock.release();
    assert.strictEqual(lock.holder, false);
  }
  console.log('ok');
});
