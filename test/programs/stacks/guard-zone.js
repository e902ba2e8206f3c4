// it: native code that runs off the end of a fiber's stack dies in the guard zone, which a frame of 16 KiB cannot step over, and stderr names fiber, size and setting
// timeout: 120000
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { native } = require('../../fixtures/addons');
const { currentFiber, spawn, sleep } = require('greenpatch/api');

/** Deep enough for a stack of any size that a fiber has here. */
const LEVELS = 2000;

function neighbours() {
  for (let i = 0; i < 20; i++) spawn(() => sleep(60_000));
}

const programs = {
  /** The frames lie otherwise each time. */
  offset(frames) {
    const below = (n) => (n === 0 ? native.walk(LEVELS) : below(n - 1) + 0);
    neighbours();
    spawn(function walker() {
      sleep(5);
      below(Number(frames));
      console.log('survived');
    });
  },
  eaten() {
    neighbours();
    spawn(() => native.eatStack(16 << 20));
  },
  entry: () => setTimeout(() => native.walk(LEVELS), 1),
  named: () =>
    setTimeout(() => {
      currentFiber(); // it has become a fiber
      native.walk(LEVELS);
    }, 1),
  worker: () => new Worker(__filename, { workerData: 'eaten' }),
  /** Another library's handler, put in front of ours, or before ours was there. */
  late() {
    neighbours();
    spawn(() => {
      sleep(1);
      native.catchFaults();
      native.walk(LEVELS);
    });
  },
  early: () => spawn(() => native.walk(LEVELS)),
  /** No fault of a stack. */
  other: () => spawn(() => native.fault()),
  otherOnHub: () => spawn(() => {}).link(() => process.on('exit', () => native.fault())),
};

function dies(...args) {
  const before = args[0] === 'early' ? ['-r', require.resolve('./support/catch-faults')] : [];
  const argv = [...process.execArgv, ...before, '-r', 'greenpatch', __filename, ...args.map(String)];
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  assert.strictEqual(signal, 'SIGSEGV', `${args}: ${status} ${stdout}${stderr}`);
  assert.doesNotMatch(stdout, /survived/);
  return stderr;
}

const told = (name) =>
  new RegExp(
    `^greenpatch: stack overflow in native code: ${name} has used up its stack of (\\d+) KiB \\((\\d+) KiB of it for ` +
      'JavaScript\\).*guard zone.*GREENPATCH_STACK_KB=<KiB>.*\n',
    'm',
  );

function main() {
  // What plain Node's main thread leaves to native code below V8's limit can be used.
  const deep = (n) => (n > 0 ? deep(n - 1) : native.eatStack(5 << 20));
  spawn(() => {
    assert.strictEqual(typeof deep(5000), 'number');
    const sizes = told(String.raw`fiber \d+ \(walker\)`).exec(dies('offset', 0));
    assert.strictEqual(Number(sizes[2]), 984);
    assert.ok(Number(sizes[1]) > 7000, sizes[0]);
    for (let frames = 10; frames < 150; frames += 20) assert.match(dies('offset', frames), told('fiber .*'));
    assert.match(dies('eaten'), told(String.raw`fiber \d+ \(anonymous\)`));
    assert.match(dies('entry'), told(String.raw`a fiber that has no number yet \(setTimeout\)`));
    assert.match(dies('named'), told(String.raw`fiber \d+ \(setTimeout\)`));
    assert.match(dies('worker'), told(String.raw`fiber \d+ \(anonymous\)`));
    const late = dies('late');
    assert.match(late, /^own handler$/m);
    assert.match(late, told('fiber .*'));
    assert.match(dies('early'), /guard zone[^]*^own handler$/m);
    for (const name of ['other', 'otherOnHub']) assert.doesNotMatch(dies(name), /greenpatch: /);
    console.log('ok');
  });
}

const name = isMainThread ? process.argv[2] : workerData;
if (name === undefined) main();
else programs[name](process.argv[3]);
