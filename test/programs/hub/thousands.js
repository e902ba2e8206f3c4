// it: thousands of fibers, parked at once on one another, all end with their own results, and leave nothing
'use strict';
const assert = require('node:assert');
const { spawn, idle, sleep, joinAll, killAll } = require('greenpatch/api');
const { housekeeping } = require('../../../dist/fiber');
const { live } = require('../../../dist/hub');
const { gate, settle } = require('./support/kit');

const COUNT = process.env.GREENPATCH_ENGINE === 'threads' ? 1000 : 5000; // a thread each there

spawn(function main() {
  const door = gate();
  const gatekeeper = spawn(() => door.pass());
  const fibers = Array.from({ length: COUNT }, (_, n) =>
    spawn(() => {
      const bonus = gatekeeper.get();
      sleep(n % 7);
      return n + bonus;
    }),
  );
  settle();
  assert.ok(fibers.every(({ state }) => state === 'parked'));
  assert.strictEqual(live.size, COUNT + 2);
  assert.strictEqual(housekeeping.stats().live, COUNT + 2);
  door.open(1000);
  joinAll(fibers, { raiseError: true });
  fibers.forEach((fiber, n) => assert.strictEqual(fiber.get(), n + 1000));

  const victims = Array.from({ length: COUNT }, () => spawn(() => gate().pass()));
  idle();
  killAll(victims);
  assert.ok(victims.every(({ state }) => state === 'killed'));
  settle();
  assert.strictEqual(live.size, 1);
  assert.strictEqual(housekeeping.stats().live, 1);
  console.log('ok');
});
