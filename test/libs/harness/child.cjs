'use strict';
// Runs one case in a process of its own:   node [-r greenpatch] child.cjs <case> <folder> <port> <count> <unit> <mode> <data>
// and reports. Modes: `fibers`, every call in a fiber of its own; `plain`, without greenpatch.
const assert = require('node:assert');
const { createRequire } = require('node:module');
const path = require('node:path');

const [, , file, folder, port, countText, unitText, mode, data] = process.argv;
const count = Number(countText);
const unit = Number(unitText);
const {
  open,
  openPlain = open,
  close = () => {},
  blocking,
  started,
  plain,
  fails,
  failsStarted,
  failsPlain,
  failures = {},
  comparable = (message) => message,
  cut,
  expected,
} = require(file);
/** The first call takes longest: replies that go to the wrong caller show. */
const delay = (n) => unit * (count - n);
const numbers = Array.from({ length: count }, (_, n) => n);
const load = createRequire(path.join(folder, 'package.json'));

/** What somebody sees of an error. */
function seen(error) {
  assert.ok(error instanceof Error, `an error, not ${String(error)}`);
  const { name, code, errno, syscall, cause } = error;
  // Only the way to the server differs.
  const message = comparable(error.message.replaceAll(port, '<port>'));
  return { name, message, code, errno, syscall, cause: cause instanceof Error ? seen(cause) : undefined };
}

async function outcome(fn, what = 'it') {
  const never = () => console.error(`${what}: never settled, and nothing is left that could settle it`);
  process.once('beforeExit', never);
  try {
    await fn();
  } catch (error) {
    return seen(error);
  } finally {
    process.off('beforeExit', never);
  }
  throw new Error(`${what}: it does not fail`);
}

/** Tells the harness something, and goes on when it has done what that means. */
function told(message) {
  process.send(message);
  return new Promise((resolve) => process.once('message', resolve));
}

/**
 * How the library's errors look, by what has gone wrong. Each failure is one function for both modes: what it calls goes through
 * `sync` in a fiber, and in plain Node through a `sync` that does nothing, and is awaited.
 * @param {(fn: () => unknown) => Promise<unknown>} run
 */
async function allFailures(client, run, sync) {
  const errors = {};
  for (const [what, fail] of Object.entries(failures))
    errors[what] = await outcome(() => run(() => fail(client, sync)), what);
  if (cut === undefined) return errors;
  await told({ cut: true });
  const what = 'the connection is lost in the middle of a call';
  errors[what] = await outcome(() => run(() => cut(client, sync)), what);
  return errors;
}

const timed = async (fn) => {
  const started = performance.now();
  const replies = await fn();
  assert.deepStrictEqual(replies, numbers.map(expected));
  return performance.now() - started;
};

/** The reference: one call after the other, and all at once where the library can. */
async function runPlain(client) {
  const call = plain ?? blocking;
  await call(client, count - 1, 0);
  await told({ ready: true });
  const serial = await timed(async () => {
    const replies = [];
    for (const n of numbers) replies.push(await call(client, n, delay(n)));
    return replies;
  });
  await told({ ready: true });
  const all = plain && (await timed(() => Promise.all(numbers.map((n) => plain(client, n, delay(n))))));
  const failure = failsPlain ?? fails;
  const error = failure && (await outcome(() => failure(client)));
  const errors = await allFailures(
    client,
    async (fn) => fn(),
    (target) => target,
  );
  return { serial, all, error, errors };
}

async function runFibers(client) {
  const { hubBlocking, spawn, sync } = require('greenpatch/api');
  let lag = 0;
  let last = performance.now();
  const look = () => {
    lag = Math.max(lag, performance.now() - last - 5);
    last = performance.now();
  };
  const beat = setInterval(look, 5);
  const fiber = (fn, ...args) => Promise.resolve(spawn(fn, ...args));
  // A library that has fibers of its own begins them itself.
  const call = started ?? ((...args) => fiber(blocking, ...args));
  const failure = failsStarted ?? (fails && ((...args) => fiber(fails, ...args)));
  await call(client, count - 1, 0); // loads what it needs, and connects
  await told({ ready: true });
  look();
  lag = 0;
  const took = await timed(() => Promise.all(numbers.map((n) => call(client, n, delay(n)))));
  look();
  clearInterval(beat);
  await told({ counted: true });
  const error = failure && (await outcome(() => failure(client)));
  const errors = await allFailures(client, fiber, sync);
  return { took, lag, error, errors, hub: hubBlocking().calls };
}

(async () => {
  const client = await (mode === 'plain' ? openPlain : open)({
    require: load,
    folder,
    data,
    port: Number(port),
    count,
  });
  const result = mode === 'plain' ? await runPlain(client) : await runFibers(client);
  await close(client);
  process.send({ result });
  process.disconnect(); // and ends by itself, when nothing has leaked
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
