// it: invariant 8: killed fibers are no failures: nothing is reported, whatever they were killed with and how often
'use strict';
const assert = require('node:assert');
const { spawn, idle, sleep, killAll, currentFiber } = require('greenpatch/api');
const { runEntry } = require('../../../dist/hub');
const { controlsOf, gate, settle, uncaught } = require('../hub/support/kit');

const errors = uncaught();
const forever = () => gate().pass();

spawn(function main() {
  const victims = {
    'not started': spawn(forever),
    'started twice, killed once': spawn(() => (idle(), forever())),
    parked: spawn(forever),
    sleeping: spawn(sleep, 60_000),
  };
  idle();
  victims['not started, too'] = spawn(forever);
  killAll(Object.values(victims));
  const reasons = [undefined, new Error('E'), 'text', 0, NaN, false, Symbol('s'), Object.freeze({})];
  for (const reason of reasons) {
    const fiber = (victims[String(reason)] = spawn(forever));
    idle();
    fiber.kill(reason);
  }
  // By two at once, with two reasons; again in its clean-up; and by killAll of a list that names it twice.
  const twice = (victims.twice = spawn(forever));
  const cleaning = (victims.cleaning = spawn(() => {
    try {
      forever();
    } finally {
      forever();
    }
  }));
  const listed = (victims.listed = spawn(forever));
  idle();
  controlsOf(twice).requestKill('first');
  controlsOf(twice).requestKill('second');
  controlsOf(cleaning).requestKill();
  idle();
  assert.strictEqual(cleaning.state, 'parked');
  controlsOf(cleaning).requestKill();
  killAll([listed, listed]);
  victims.itself = spawn(() => currentFiber().kill());
  victims['itself, after a park'] = spawn(() => (idle(), currentFiber().kill('myself')));
  settle();
  for (const [name, fiber] of Object.entries(victims)) assert.strictEqual(fiber.state, 'killed', name);
  assert.deepStrictEqual(errors, []);
  setImmediate(() => {
    runEntry('an entry point', () => currentFiber().kill(), undefined, []);
    runEntry('an entry point', () => (idle(), currentFiber().kill()), undefined, []);
  });
  settle();
  assert.deepStrictEqual(errors, []);
  console.log('ok');
});
