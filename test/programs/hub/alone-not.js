// it: a call that takes its time parks as long as anything could run meanwhile
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync, spawn: spawnChild } = require('node:child_process');
const fs = require('node:fs');
const inspector = require('node:inspector');
const net = require('node:net');
const { once } = require('node:events');
const { MessageChannel, Worker } = require('node:worker_threads');
const { idle, sleep, spawn, wait, withTimeout } = require('greenpatch');
const { hub } = require('../../../dist/hub');
const { tree } = require('../patch/support/kit');

const fd = fs.openSync(tree({ file: 'text' })('file'), 'r+');
let parks = 0;
hub.onPark = ({ options }) => (parks += /^(child process|fs.fsyncSync)/.test(options.what) ? 1 : 0);

/** Whether a slow call parks; no other work is there between the cases. */
function parksIn(call = () => fs.fsyncSync(fd)) {
  parks = 0;
  call();
  return parks > 0;
}

function alone(what) {
  for (let turn = 0; turn < 3; turn++) idle();
  assert.ok(!parksIn(), `alone ${what}`);
}

/** @param begin brings other work in, and gives what takes it away again */
async function somebody(what, begin) {
  alone(`before: ${what}`);
  const end = await begin();
  assert.ok(parksIn(), what);
  assert.ok(
    parksIn(() => execFileSync(process.execPath, ['--version'])),
    `${what}, a child`,
  );
  await end();
  for (let turn = 0; turn < 3; turn++) idle();
}

let ran = 0;
const run = () => ran++;

/** Other work that is over as soon as a call parks. */
function passing(what, begin) {
  alone(`before: ${what}`);
  const before = ran;
  begin();
  assert.ok(parksIn(), what);
  while (ran === before) idle();
}

const listening = async () => {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  return server;
};
const closed = (server) => () => new Promise((resolve) => server.close(resolve));
const obedient = async () => {
  const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => process.exit())', {
    eval: true,
  });
  await once(worker, 'online');
  return worker;
};
const dismissed = (worker) => () => (worker.ref(), worker.postMessage(''), once(worker, 'exit'));

async function inTheLoop() {
  await somebody('a server', async () => closed(await listening()));
  await somebody('a server that does not hold the loop', async () => closed((await listening()).unref()));
  await somebody('a signal', () => {
    process.on('SIGTERM', run);
    return () => process.off('SIGTERM', run);
  });
  await somebody('a file that is watched', () => {
    const watcher = fs.watch(__filename, { persistent: false });
    return () => watcher.close();
  });
  await somebody('a child that does not hold the loop', () => {
    const child = spawnChild(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.unref();
    return () => (child.ref(), child.stdin.end(), once(child, 'exit'));
  });
  await somebody('a worker', async () => dismissed(await obedient()));
  await somebody('a worker that does not hold the loop', async () => {
    const worker = await obedient();
    worker.unref();
    return dismissed(worker);
  });
  await somebody('a port that does not hold the loop', () => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', run).unref();
    return () => port2.close();
  });
}

async function elsewhere() {
  await somebody('a parked fiber', () => {
    let wake;
    const other = spawn(() => wait(new Promise((resolve) => (wake = resolve))));
    idle();
    return () => (wake(), other.join());
  });
  await somebody('a timer', () => {
    const timer = setTimeout(() => {}, 60_000);
    return () => clearTimeout(timer);
  });
  await somebody('a timer that does not hold the loop', () => {
    const timer = setInterval(() => {}, 60_000).unref();
    return () => clearInterval(timer);
  });
  await somebody('a debugger that may come', () => {
    inspector.open(0, '127.0.0.1');
    return () => inspector.close();
  });
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await somebody('an answer of Atomics.waitAsync', () => {
    const { value } = Atomics.waitAsync(cell, 0, 0, 60_000);
    return () => (Atomics.notify(cell, 0), value);
  });
}

/** (module (func) (func) ...) with bodies that take a while to compile. */
function largeModule(count = 20_000) {
  const number = (n) => [(n & 127) | 128, ((n >> 7) & 127) | 128, n >> 14];
  const section = (id, bytes) => [id, ...number(bytes.length), ...bytes];
  const each = (bytes) => [...number(count), ...Array.from({ length: count }, () => bytes).flat()];
  const type = section(1, [1, 0x60, 0, 0]);
  return Uint8Array.from(
    [0, 97, 115, 109, 1, 0, 0, 0, type, section(3, each([0])), section(10, each([2, 0, 11]))].flat(),
  );
}

function goingBy() {
  passing('a fiber that is ready', () => spawn(run));
  passing('an immediate', () => setImmediate(run));
  passing('an immediate that does not hold the loop', () => setImmediate(run).unref());
  passing('a tick', () => process.nextTick(run));
  passing('a promise job', () => void Promise.resolve().then(run));
  passing('a file that is being read', () => fs.readFile(__filename, run));
  passing('a fiber that is to come', () => spawn(() => (sleep(1), run())));
  passing('WebAssembly that is being compiled', () => void WebAssembly.compile(largeModule()).then(run));
}

/** Between two timers or immediates that are due at once libuv knows of none. */
async function between(later, what) {
  let second = false;
  await new Promise((resolve) => {
    later(() => {
      assert.ok(parksIn(), `another is left: ${what}`);
      resolve();
    }, 1);
    const other = later(() => (second = true), 1);
    if (what === 'unref') other.unref();
  });
  while (!second) idle();
}

void (async () => {
  await null; // the main module has been evaluated
  await inTheLoop();
  await elsewhere();
  goingBy();
  for (const later of [setTimeout, setImmediate]) for (const what of ['ref', 'unref']) await between(later, what);
  alone('at the end');
  withTimeout(60_000, () => assert.ok(parksIn(), 'a time limit'));
  assert.throws(() => withTimeout(50, () => execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'])), {
    code: 'ERR_GREENPATCH_TIMEOUT',
  });
  console.log('ok');
})();
