// it: GREENPATCH_GUESTS=park: a call parks below a guest's import, others wait for the guest in turn, and elsewhere all fibers go on
// preload: greenpatch
// env: GREENPATCH_GUESTS=park
'use strict';
const assert = require('node:assert');
const { hubBlocking, waitGraph } = require('greenpatch');
const { spawn, sleep, idle, joinAll, currentFiber, withTimeout } = require('greenpatch/api');
const { worker, sharing, linked } = require('./support/modules');
const { coreOf } = require('../hub/support/kit');
const { door } = require('../jobs/support/kit');

const make = (bytes, e) => new WebAssembly.Instance(new WebAssembly.Module(bytes), { e }).exports;
const right = (n) => n + 1000 * n;

/** Fibers that come into one guest: each parks in there until it is let on, in the order in which they came. */
function inTurn(enter, block, title) {
  const N = 6;
  const done = [];
  const fibers = Array.from({ length: N }, (_, n) =>
    spawn(() => {
      assert.strictEqual(enter(n)(n), right(n), title);
      done.push(n);
    }),
  );
  for (let n = 0; n < N; n++) {
    while (block.doors[n] === undefined) idle();
    for (let turn = 0; turn < 3; turn++) idle(); // the others could come in meanwhile
    assert.deepStrictEqual(block.inside, [n], title);
    block.doors[n].open();
  }
  joinAll(fibers, { raiseError: true });
  assert.deepStrictEqual(done, [...done].sort(), `${title}: first come, first served`);
}

/** An import that parks at a door of its own for each argument. */
function doors() {
  const block = (n) => {
    block.inside.push(n);
    block.doors[n] = door(`the door of ${n}`);
    block.doors[n].pass();
    block.inside.splice(block.inside.indexOf(n), 1);
    return n;
  };
  return Object.assign(block, { inside: [], doors: [] });
}

function oneGuest() {
  let block = doors();
  const first = make(worker, { block });
  inTurn(() => first.work, block, 'exports');
  block = doors();
  const second = make(worker, { block });
  inTurn((n) => (n % 2 ? second.work : second.table.get(0)), block, 'exports and the table');
  assert.strictEqual(second.sp(), 1024);
}

/** Guests that share a memory, or one of which calls the other without JavaScript between, are one. */
function guestsThatShare() {
  let block = doors();
  const memory = new WebAssembly.Memory({ initial: 1 });
  const sp = new WebAssembly.Global({ value: 'i32', mutable: true }, 1024);
  const both = [make(sharing, { block, memory, sp }), make(sharing, { block, memory, sp })];
  inTurn((n) => both[n % 2].work, block, 'a shared memory');
  block = doors();
  const inner = make(worker, { block });
  const outer = make(linked, { twice: inner.work });
  inTurn((n) => (n % 2 ? inner.work : outer.through), block, 'linked');
}

/** Guests that share nothing do not wait for each other, and a fiber may come into its own again. */
function apart() {
  const block = doors();
  const guests = [0, 1, 2, 3].map(() => make(worker, { block }));
  const fibers = guests.map((guest, n) => spawn(() => assert.strictEqual(guest.work(n), right(n))));
  while (block.inside.length < 4) idle();
  for (const one of block.doors) one.open();
  joinAll(fibers, { raiseError: true });
  const again = make(worker, { block: (n) => (n === 0 ? (sleep(1), 0) : again.work(n - 1) * 0) });
  const twice = [spawn(() => again.work(3)), spawn(() => again.work(2))];
  joinAll(twice, { raiseError: true });
  assert.deepStrictEqual([twice[0].get(), twice[1].get()], [3000, 2000]);
}

/** Who waits for whom is in the wait-for graph; a kill or a timeout waits until the guest is left, and ends a wait for it at once. */
function killed() {
  const block = doors();
  const guest = make(worker, { block });
  const inside = spawn(() => guest.work(1));
  while (block.doors[1] === undefined) idle();
  const late = spawn(() => withTimeout(1, () => guest.work(2)));
  const next = spawn(() => guest.work(3));
  while (next.state !== 'parked') idle();
  const node = waitGraph().find(({ fiber }) => fiber === next);
  assert.match(node.what, /a call into WebAssembly instance \d+/);
  assert.deepStrictEqual(node.owners, [inside]);
  assert.throws(() => late.get(), { code: 'ERR_GREENPATCH_TIMEOUT' });
  inside.kill(new Error('killed'), { timeout: 0 });
  for (let turn = 0; turn < 3; turn++) idle();
  assert.strictEqual(inside.state, 'parked');
  block.doors[1].open();
  while (block.doors[3] === undefined) idle();
  block.doors[3].open();
  assert.strictEqual(next.get(), right(3));
  assert.strictEqual(inside.get(), right(1), 'it came to its end');
  assert.strictEqual(guest.sp(), 1024);
}

spawn(() => {
  oneGuest();
  guestsThatShare();
  apart();
  killed();
  assert.strictEqual(coreOf(currentFiber()).shields, 0);
  assert.strictEqual(hubBlocking().calls, 0);
  console.log('ok');
});
