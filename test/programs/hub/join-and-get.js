// it: join tells whether a fiber has ended in time, get gives its result or throws its error, to any number of callers
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, idle, sleep, withTimeout } = require('greenpatch/api');
const { code, gate, settle, thrown } = require('./support/kit');

spawn(function main() {
  // Many wait for one, are woken in the order they came, and all get the same.
  const door = gate();
  const result = { of: 'one' };
  const one = spawn(() => (door.pass(), result));
  const order = [];
  const many = Array.from({ length: 50 }, (_, n) =>
    spawn(() => {
      const got = n % 2 ? one.join() && one.get() : one.get();
      order.push(n);
      return got;
    }),
  );
  settle();
  door.open();
  for (const fiber of many) assert.strictEqual(fiber.get(), result);
  assert.deepStrictEqual(order, [...order.keys()]);
  assert.strictEqual(one.join(), true, 'ended long ago');
  assert.strictEqual(one.get(0), result);

  // Failures and kills: join tells, get throws; both as often as one asks.
  const error = new Error('failed');
  const failing = spawn(() => (idle(), fail(error)));
  const fail = (what) => {
    throw what;
  };
  assert.strictEqual(failing.join(), true);
  for (let i = 0; i < 2; i++)
    assert.strictEqual(
      thrown(() => failing.get()),
      error,
    );
  const victim = spawn(sleep, 60_000);
  idle();
  victim.kill('killed');
  assert.strictEqual(victim.join(), true);
  assert.strictEqual(
    thrown(() => victim.get()),
    'killed',
  );

  // Timeouts.
  const slowDoor = gate();
  const slow = spawn(function slow() {
    return slowDoor.pass();
  });
  const limited = [spawn(() => slow.join(20)), spawn(() => thrown(() => slow.get(20)))];
  const patient = spawn(() => slow.get(60));
  settle();
  clock.advance(19);
  settle();
  assert.deepStrictEqual(
    limited.map(({ state }) => state),
    ['parked', 'parked'],
  );
  clock.advance(1);
  assert.strictEqual(limited[0].get(), false);
  const timedOut = limited[1].get();
  assert.throws(() => fail(timedOut), {
    ...code('TIMEOUT'),
    message: /\(slow\) did not end within the 20 ms.*It goes on/,
  });
  assert.strictEqual(slow.state, 'parked');
  slowDoor.open('at last');
  assert.strictEqual(patient.get(), 'at last');
  assert.strictEqual(clock.pending(), 0);

  // In the turn in which both the end and the timeout come, the first counts.
  for (const [first, expected] of [
    ['end', true],
    ['timeout', false],
  ]) {
    const racing = gate();
    const racer = spawn(() => racing.pass());
    const joiner = spawn(() => racer.join(20));
    settle();
    if (first === 'timeout') clock.advance(20);
    racing.open();
    settle();
    if (first === 'end') clock.advance(20);
    assert.strictEqual(joiner.get(), expected);
  }

  // A join that is killed or timed out leaves the other fiber alone.
  const alone = spawn(() => gate().pass());
  const joiner = spawn(() => alone.join());
  idle();
  joiner.kill();
  const scoped = spawn(() => thrown(() => withTimeout(5, () => alone.get(50), { error: 'scope' })));
  settle();
  clock.advance(5);
  assert.strictEqual(scoped.get(), 'scope');
  assert.strictEqual(alone.state, 'parked');
  alone.kill();

  // A chain and a fan of joins.
  const chain = Array.from({ length: 100 }).reduce(
    (previous) => spawn(() => previous.get() + 1),
    spawn(() => (idle(), 0)),
  );
  assert.strictEqual(chain.get(), 100);
  assert.strictEqual(clock.pending(), 0);
  console.log('ok');
});
