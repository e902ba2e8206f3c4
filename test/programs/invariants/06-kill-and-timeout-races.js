// it: invariant 6: a value, an error, kills and timeouts that meet in one turn, in every order, come out as the rules say
'use strict';
const clock = require('../hub/support/clock');
const assert = require('node:assert');
const { spawn, idle, withTimeout } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { controlsOf, settle } = require('../hub/support/kit');

// The rules: the first kill or timeout decides how the park ends, even after a value or error that has not been picked up.
// Further ones are delivered at the next parks, in order, unless they are timeouts whose scope has ended. A value that is
// overtaken or too late is disposed of, once; an error is dropped.
const EVENTS = ['value', 'error', 'kill 1', 'kill 2', 'timeout'];

function expected(order) {
  const cancels = order.filter((event) => /kill|timeout/.test(event));
  const first = order[0];
  const log = [cancels[0] ?? (first === undefined ? undefined : first)];
  // The timeout's scope is the first park alone.
  for (const later of cancels.slice(1)) if (later !== 'timeout') log.push(later);
  const arrived = order.includes('value');
  const lost = arrived && log[0] !== 'value';
  return { log, late: lost ? 1 : 0 };
}

/** Everything happens between two runs of the ready queue, in this order. */
function race(order) {
  const log = [];
  let waker;
  let late = 0;
  const parkOnce = (ms) => {
    const first = () => park({ what: 'a test', start: (w) => (waker = w), late: () => late++ });
    try {
      log.push(ms === undefined ? idleOnce() : withTimeout(ms, first, { error: 'timeout' }));
    } catch (error) {
      log.push(error);
    }
  };
  const idleOnce = () => (idle(), null);
  const fiber = spawn(() => {
    parkOnce(10);
    for (let i = 0; i < 4; i++) parkOnce();
  });
  idle();
  const happen = {
    value: () => waker.resolve('value'),
    error: () => waker.reject('error'),
    'kill 1': () => controlsOf(fiber).requestKill('kill 1'),
    'kill 2': () => controlsOf(fiber).requestKill('kill 2'),
    timeout: () => clock.advance(10),
  };
  for (const event of order) happen[event]();
  settle(10);
  assert.strictEqual(fiber.state, 'done');
  assert.strictEqual(clock.pending(), 0);
  return { log: log.filter((entry) => entry !== null), late };
}

/** Every order of every choice of the events, at least one of which ends the park. */
function* orders(left, chosen = []) {
  if (chosen.length > 0) yield chosen;
  for (const event of left)
    yield* orders(
      left.filter((other) => other !== event),
      [...chosen, event],
    );
}

spawn(function main() {
  let races = 0;
  for (const order of orders(EVENTS)) {
    assert.deepStrictEqual(race(order), expected(order), `order: ${order.join(', ')}`);
    races++;
  }
  assert.strictEqual(races, 325);
  console.log('ok');
});
