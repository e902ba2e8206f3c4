// it: bad input: where the system has no room for more stacks, further fibers get ERR_GREENPATCH_STACK, the rest finish
'use strict';
const assert = require('node:assert');
const { runLimited, isLimited } = require('./support/limited');

const COUNT = 200;
const STACK_KB = 200_000; // stacks so large that what is left when there is no room for one more is enough for V8

function limited() {
  const { spawn, idle, joinAll } = require('greenpatch/api');
  const { housekeeping } = require('../../../dist/fiber');
  const { live } = require('../../../dist/hub');
  const { code, gate, settle } = require('../hub/support/kit');

  const tally = (fibers) => fibers.reduce((count, { state }) => ((count[state] = (count[state] ?? 0) + 1), count), {});

  /** Fibers that wait for one another's start; every second one could not be had. */
  function round() {
    const door = gate();
    const gatekeeper = spawn(() => door.pass());
    idle();
    const fibers = Array.from({ length: COUNT }, (_, n) => spawn(() => gatekeeper.get() + n));
    void Promise.allSettled(fibers); // observes them: their failures are expected
    for (let turns = 0; fibers.some(({ state }) => state === 'ready'); turns++) idle();
    const { parked, failed } = tally(fibers);
    assert.ok(parked > 10, `only ${parked} got a stack`);
    assert.ok(failed > 10, `${parked} got a stack: the limit is not one`);
    assert.strictEqual(parked + failed, COUNT);
    door.open(1000);
    joinAll(fibers);
    fibers.forEach((fiber, n) => {
      if (fiber.state === 'done') assert.strictEqual(fiber.get(), n + 1000);
      else assert.throws(() => fiber.get(), { ...code('STACK'), message: /Lower the number of fibers alive at once/ });
    });
    assert.strictEqual(tally(fibers).done, parked, 'those that began have finished');
    return parked;
  }

  spawn(function main() {
    const first = round();
    settle(20);
    assert.strictEqual(live.size, 1);
    assert.strictEqual(housekeeping.stats().live, 1);
    const second = round(); // what they had can be had again
    assert.ok(second > first * 0.8, `${first} at first, ${second} later`);
    console.log('ok');
  });
}

if (isLimited) limited();
else runLimited('ulimit -v 15000000', { GREENPATCH_STACK_KB: String(STACK_KB) });
