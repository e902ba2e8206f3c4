'use strict';
// Entry points that adapt: each kind in a process of its own, since what has blocked on the hub stays in fibers for good.
const assert = require('node:assert');
const { AsyncResource } = require('node:async_hooks');
const { execFileSync, spawnSync } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');
const { hubBlocking, sleep } = require('greenpatch');

const ENOUGH = 1000;
/** With those that ticks take to adapt before promise jobs can. */
const MORE = { 'promise jobs': 2 * ENOUGH + 100 };
const TOGETHER = 5;
const AT_ONCE = 50;
const calls = { run: () => {} };
const listener = (argument) => void calls.run(argument);
/** What runs is told from among all resources that it is called in. */
const inScope = (argument) => new AsyncResource('scope').runInAsyncScope(listener, undefined, argument);
const local = '127.0.0.1';

/** A server whose events call the listener, and how to cause one. */
function served(server, request) {
  return new Promise((resolve) => {
    server.listen(0, local, () => resolve((done) => request(server.address().port, done)));
    server.unref();
  });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
const get = (port, done) => http.get({ host: local, port, agent }, (response) => response.resume().on('end', done));

/** By name in reports: each gives a function that causes one call of the listener. */
const KINDS = {
  setImmediate: () => (done) => setImmediate(listener, done),
  setTimeout: () => (done) => setTimeout(listener, 1, done),
  ticks: () => (done) => setImmediate(() => process.nextTick(inScope, done)),
  'promise jobs': () => (done) => setImmediate(() => queueMicrotask(() => listener(done))),
  'net connection': () =>
    served(
      net.createServer((socket) => {
        try {
          listener();
        } finally {
          socket.resume().end();
        }
      }),
      (port, done) => net.connect(port, local).resume().on('close', done),
    ),
  'http request': () =>
    served(
      http.createServer((request, response) => {
        try {
          listener();
        } finally {
          response.end();
        }
      }),
      get,
    ),
};

/** So many calls, some of them at once. */
async function many(cause, count, atOnce = AT_ONCE) {
  for (let made = 0; made < count; made += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, () => new Promise((resolve) => cause(resolve))));
  }
}

/** Runs `fn` in the next call of the listener. */
async function inCall(cause, fn) {
  const outcome = {};
  calls.run = (done) => {
    calls.run = (next) => next?.();
    try {
      outcome.value = fn();
    } catch (error) {
      outcome.error = error;
    }
    done?.();
  };
  await new Promise((resolve) => cause(resolve));
  return outcome;
}

/** How many calls of the listener are parked at the same time. */
async function together(cause) {
  let [now, most, begun] = [0, 0, 0];
  calls.run = (done) => {
    const ms = 50 * (TOGETHER - begun++);
    most = Math.max(most, ++now);
    execFileSync(process.execPath, ['-e', `setTimeout(() => {}, ${ms})`]);
    now--;
    done?.();
  };
  await many(cause, TOGETHER, TOGETHER);
  return most;
}

async function adapts(kind) {
  const warnings = [];
  process.on('warning', ({ code, message }) => code === 'GREENPATCH_ENTRY_BLOCKED' && warnings.push(message));
  const cause = await KINDS[kind]();
  calls.run = (done) => done?.();

  // Seldom, and never on the hub: each of these parks.
  for (let i = 0; i < 2; i++) {
    await many(cause, ENOUGH * 0.6);
    const before = hubBlocking().calls;
    const { value } = await inCall(cause, () => execFileSync('echo', ['said'], { encoding: 'utf8' }));
    assert.strictEqual(value, 'said\n');
    assert.strictEqual(hubBlocking().calls, before, 'a call in a fiber blocked the hub');
  }
  assert.strictEqual(await together(cause), TOGETHER);
  assert.deepStrictEqual(warnings, []);

  calls.run = (done) => done?.();
  await many(cause, MORE[kind] ?? ENOUGH + 100);
  const before = hubBlocking().calls;
  const { value } = await inCall(cause, () => execFileSync('echo', ['said'], { encoding: 'utf8' }));
  assert.strictEqual(value, 'said\n');
  assert.strictEqual(hubBlocking().calls, before + 1, 'the call was not made on the hub');
  await new Promise((resolve) => setImmediate(resolve));
  assert.strictEqual(warnings.length, 1);
  assert.ok(warnings[0].includes(`(${kind})`) && warnings[0].includes(__filename), warnings[0]);

  calls.run = (done) => done?.();
  await many(cause, ENOUGH + 100);
  assert.strictEqual(await together(cause), TOGETHER, 'in fibers for good');
  assert.strictEqual(warnings.length, 1);
}

/** A wait of the API cannot be made on the hub: it says so, and the next one is made in a fiber. */
async function waits() {
  const cause = KINDS.setImmediate();
  calls.run = (done) => done();
  await many(cause, ENOUGH + 100);
  const { error } = await inCall(cause, () => sleep(1));
  assert.strictEqual(error?.code, 'ERR_GREENPATCH_NOT_IN_FIBER');
  assert.deepStrictEqual(await inCall(cause, () => (sleep(1), 'slept')), { value: 'slept' });
}

exports.tryAll = function tryAll(kinds) {
  for (const kind of kinds) {
    const args = [...process.execArgv, __filename, kind];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.strictEqual(stdout, 'ok\n', `${kind}: ${status} ${stderr}`);
  }
};

if (require.main === module) {
  const [, , kind] = process.argv;
  void (kind === 'waits' ? waits() : adapts(kind)).then(() => {
    agent.destroy(); // its sockets would keep the process for seconds
    console.log('ok');
  });
}
