'use strict';
// Runs one case in a process of its own:   node [-r greenpatch] child.cjs <case> <folder> <port> <count> <unit> <mode>
// and prints one line of JSON about it. Modes: `fibers`, every call in a fiber of its own; `plain`, without greenpatch.
const assert = require('node:assert');
const { createRequire } = require('node:module');
const path = require('node:path');

const [, , file, folder, port, countText, unitText, mode] = process.argv;
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
  expected,
} = require(file);
/** The first call takes longest: replies that go to the wrong caller show. */
const delay = (n) => unit * (count - n);
const numbers = Array.from({ length: count }, (_, n) => n);
const load = createRequire(path.join(folder, 'package.json'));

/** What somebody sees of an error. */
function seen(error) {
  assert.ok(error instanceof Error, `an error, not ${String(error)}`);
  const { name, message, code, errno, syscall } = error;
  return { name, message, code, errno, syscall };
}

async function outcome(fn) {
  try {
    await fn();
  } catch (error) {
    return seen(error);
  }
  throw new Error('it does not fail');
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
  const serial = await timed(async () => {
    const replies = [];
    for (const n of numbers) replies.push(await call(client, n, delay(n)));
    return replies;
  });
  const all = plain && (await timed(() => Promise.all(numbers.map((n) => plain(client, n, delay(n))))));
  const failure = failsPlain ?? fails;
  return { serial, all, error: failure && (await outcome(() => failure(client))) };
}

async function runFibers(client) {
  const { hubBlocking, spawn } = require('greenpatch/api');
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
  process.send({ ready: true });
  await new Promise((resolve) => process.once('message', resolve));
  look();
  lag = 0;
  const took = await timed(() => Promise.all(numbers.map((n) => call(client, n, delay(n)))));
  look();
  clearInterval(beat);
  const error = failure && (await outcome(() => failure(client)));
  return { took, lag, error, hub: hubBlocking().calls };
}

(async () => {
  const client = await (mode === 'plain' ? openPlain : open)({ require: load, folder, port: Number(port), count });
  const result = mode === 'plain' ? await runPlain(client) : await runFibers(client);
  await close(client);
  process.send({ result });
  process.disconnect(); // and ends by itself, when nothing has leaked
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
