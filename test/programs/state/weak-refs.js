// it: what a fiber has got from WeakRef#deref lives as long as the fiber's job, over garbage collections while it is parked, and no longer
// The trap: V8 keeps such targets in a set of the isolate, and empties it whenever a drain of promise jobs ends.
// preload: greenpatch
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { EventEmitter } = require('events');
const { Worker, isMainThread } = require('worker_threads');
const { spawn, idle, sleep } = require('greenpatch/api');
const { Coroutine } = require('../../../dist/fiber');

const FIBERS = 16;
const gc = () => globalThis.gc();
const alive = (refs) => refs.filter((ref) => ref.deref() !== undefined).length;
const weak = (i) => new WeakRef({ i });

// Drains promise jobs, and collects garbage behind that: one of all that come here together.
let parked = 0;
const othersRun = () => {
  for (let k = 0; k < 2; k++) {
    parked++;
    sleep(2);
    if (--parked === 0) gc();
    sleep(0);
  }
};

const inFibers = (fn) => Array.from({ length: FIBERS }, (_, i) => spawn(fn, i)).forEach((fiber) => fiber.get());

function constructed(i) {
  const ref = weak(i);
  for (let k = 0; k < 2; k++) {
    othersRun();
    assert.strictEqual(ref.deref()?.i, i);
  }
}

function dereferenced(refs, i) {
  (() => assert.strictEqual(refs[i].deref().i, i))();
  othersRun();
  assert.strictEqual(refs[i].deref()?.i, i, 'dereferenced');
}

// A job that parks keeps what it has; the job over, everything goes.
async function inJobs() {
  const refs = [];
  await Promise.all(
    Array.from({ length: FIBERS }, async (_, i) => {
      await null;
      refs[i] = weak(i);
      othersRun();
      assert.strictEqual(refs[i].deref()?.i, i, 'in a job');
    }),
  );
  await new Promise(setImmediate);
  gc();
  assert.strictEqual(alive(refs), 0, 'the jobs are over');
}

// What is called parks: the caller goes on meanwhile, in the same job.
function onTop() {
  const ref = weak('caller');
  const called = new Coroutine(() => (Coroutine.suspend(), ref.deref()?.i));
  called.resume();
  othersRun();
  assert.strictEqual(ref.deref()?.i, 'caller');
  assert.strictEqual(called.resume(), 'caller');
  othersRun();
  assert.strictEqual(ref.deref()?.i, 'caller');
  new EventEmitter().on('x', () => ref.deref()).emit('x');
  idle();
  gc();
  assert.strictEqual(ref.deref()?.i, 'caller');
}

// A fiber that runs for long keeps what it has dereferenced last, and not all of it.
function long() {
  const refs = [];
  for (let k = 0; k < 1000; k++) {
    refs.push(weak(k));
    idle();
  }
  sleep(1);
  gc();
  // Asked for by the hub, which keeps what it sees to the end of its own job alone.
  let count;
  setImmediate(() => (count = alive(refs)));
  sleep(5);
  assert.ok(count >= 64 && count <= 200, `${count} of 1000 are there`);
}

async function main() {
  const done = [];
  const over = (fn) => new Promise((resolve) => spawn(() => (fn(), resolve())));
  await over(() => inFibers(constructed));
  await over(() => {
    const refs = Array.from({ length: FIBERS }, (_, i) => weak(i));
    inFibers((i) => dereferenced(refs, i));
    done.push(refs);
  });
  await inJobs();
  await new Promise(setImmediate);
  gc();
  assert.strictEqual(alive(done[0]), 0, 'the fibers are over');
  await over(onTop);
  await over(long);
  if (!isMainThread) return;
  const [code] = await EventEmitter.once(new Worker(__filename), 'exit');
  assert.strictEqual(code, 0);
  console.log('ok');
}

main();
