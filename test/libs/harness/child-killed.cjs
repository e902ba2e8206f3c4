'use strict';
// The server is killed while all calls are in flight: each gets its error. Then it is started again, and the calls are made once more,
// with the same client, or, where it is not meant to connect again, with another one.
const assert = require('node:assert');
const { setTimeout: pause } = require('node:timers/promises');
const { told } = require('./child-kit.cjs');

/** In which every call must have its error, or its reply once the server is back, in ms. */
const BOUND_MS = 30_000;
/** In which nothing comes where nothing ever does. */
const QUIET_MS = 2_000;

/** Rejects when not all of them are settled in time, and says how many are. */
async function allInTime(promises, what) {
  let settled = 0;
  for (const promise of promises) void promise.finally(() => settled++).catch(() => {});
  let late;
  const bound = new Promise((_, reject) => {
    const fail = () => reject(new Error(`${what}: ${settled} of ${promises.length} calls are settled in time`));
    late = setTimeout(fail, BOUND_MS);
  });
  try {
    return await Promise.race([Promise.all(promises), bound]);
  } finally {
    clearTimeout(late);
  }
}

/** A library that never says that its connection was lost: that must be so. */
async function none(calls) {
  const settled = await Promise.race([Promise.any(calls), pause(QUIET_MS)]);
  assert.strictEqual(settled, undefined, 'a call is settled that never was before');
  return calls.map(() => ({ message: 'none' }));
}

process.setMaxListeners(0);

module.exports = async ({ test, mode, kit, open, close }) => {
  const { call, run, sync, outcome, numbers } = kit;
  const { inFlight = test.cut, back = async () => {}, expected } = test;
  const client = await open({ killed: true });
  await call(client, numbers.length - 1, 0);
  // What blocks in plain Node can be in flight once only.
  const chosen = mode === 'plain' && test.plain === undefined ? [0] : numbers;
  await told('inFlight', chosen.length); // from now on they are counted, and when all have come it happens
  const calls = chosen.map((n) => outcome(() => run(() => inFlight(client, sync, n)), `call ${n}`));
  const { answers, reconnects } = await told('killed');
  const errors = answers ? await allInTime(calls, 'the server was killed') : await none(calls);
  await told('restart');
  const next = reconnects ? client : await open({ killed: true });
  if (reconnects) await allInTime([back(client)], 'the server is back');
  const replies = await allInTime(
    numbers.map((n) => call(next, n, 0)),
    'the server is back',
  );
  assert.deepStrictEqual(replies, numbers.map(expected));
  await close(next);
  if (next !== client) await close(client);
  return { errors };
};
