'use strict';
// All calls at once, in fibers; one after the other and with Promise.all in plain Node. Then what can go wrong.
const { told } = require('./child-kit.cjs');

/**
 * How the library's errors look, by what has gone wrong. Each failure is one function for both modes: what it calls goes through
 * `sync` in a fiber, and in plain Node through a `sync` that does nothing, and is awaited.
 */
async function allFailures(client, { failures = {}, cut }, { outcome, run, sync }) {
  const errors = {};
  for (const [what, fail] of Object.entries(failures))
    errors[what] = await outcome(() => run(() => fail(client, sync)), what);
  if (cut === undefined) return errors;
  await told('cut');
  const what = 'the connection is lost in the middle of a call';
  errors[what] = await outcome(() => run(() => cut(client, sync, 0)), what);
  return errors;
}

/** The reference: one call after the other, and all at once where the library can. */
async function inPlain(client, test, { call, numbers, delay, timed, outcome }) {
  await call(client, numbers.length - 1, 0);
  await told('ready');
  const serial = await timed(async () => {
    const replies = [];
    for (const n of numbers) replies.push(await call(client, n, delay(n)));
    return replies;
  });
  await told('ready');
  const all = test.plain && (await timed(() => Promise.all(numbers.map((n) => call(client, n, delay(n))))));
  const failure = test.failsPlain ?? test.fails;
  const error = failure && (await outcome(() => failure(client)));
  return { serial, all, error };
}

async function inFibers(client, { fails, failsStarted }, { call, run, numbers, delay, timed, outcome }) {
  const { hubBlocking } = require('greenpatch/api');
  let lag = 0;
  let last = performance.now();
  const look = () => {
    lag = Math.max(lag, performance.now() - last - 5);
    last = performance.now();
  };
  const beat = setInterval(look, 5);
  const failure = failsStarted ?? (fails && ((...args) => run(fails, ...args)));
  await call(client, numbers.length - 1, 0); // loads what it needs, and connects
  await told('ready');
  look();
  lag = 0;
  const took = await timed(() => Promise.all(numbers.map((n) => call(client, n, delay(n)))));
  look();
  clearInterval(beat);
  await told('counted');
  const error = failure && (await outcome(() => failure(client)));
  return { took, lag, error, hub: hubBlocking().calls };
}

module.exports = async ({ test, mode, kit, open, close }) => {
  const client = await open();
  const result = await (mode === 'plain' ? inPlain : inFibers)(client, test, kit);
  result.errors = await allFailures(client, test, kit);
  await close(client);
  return result;
};
