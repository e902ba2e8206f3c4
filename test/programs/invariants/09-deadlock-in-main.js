// it: invariant 9: when the loop runs dry the main fiber gets an error that lists every parked fiber, where it was spawned and where it waits
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { spawn, wait, joinAll, currentFiber } = require('greenpatch/api');
const { runMain, watchForDeadlock, live } = require('../../../dist/hub');
const { gate, code, thrown } = require('../hub/support/kit');

/** `file:line` of the caller, some lines further down. */
const here = (below = 0) => {
  const [, line] = new Error().stack.split('\n')[2].match(/:(\d+):\d+\)?$/);
  return `${path.basename(__filename)}:${Number(line) + below}`;
};

process.on('warning', (warning) => assert.fail(`warned: ${warning}`));
watchForDeadlock();
console.log('stdout and stderr in use keep nothing alive');
console.error('they are pipes here, as under any supervisor');

const places = {};
function waiter() {
  places.waits = here(1);
  wait(new Promise(() => {}));
}
function joiner(fiber) {
  places.joins = here(1);
  return fiber.get();
}

runMain(() => {
  const main = currentFiber();
  assert.strictEqual(main.name, 'main');
  places.spawned = here(1);
  const parked = spawn(waiter);
  places.joinerSpawned = here(1);
  const waitsForWaiter = spawn(joiner, parked);
  const door = gate('a gate of this test');
  const third = spawn(() => door.pass());
  places.main = here(1);
  const error = thrown(() => joinAll([waitsForWaiter, third]));

  assert.throws(() => {
    throw error;
  }, code('DEADLOCK'));
  const { message } = error;
  const about = (fiber) => message.split(/\n(?= {2}fiber )/).find((part) => part.startsWith(`  fiber ${fiber.id} (`));
  assert.match(message, /4 fiber\(s\) are parked/);
  assert.match(message, /Look for a wait whose counterpart never comes/);
  for (const [fiber, what, waits, spawned] of [
    [main, `joinAll of 2 fibers \\(${waitsForWaiter.id}, ${third.id}\\)`, places.main, undefined],
    [parked, 'wait for a promise', places.waits, places.spawned],
    [waitsForWaiter, `join of fiber ${parked.id} \\(waiter\\)`, places.joins, places.joinerSpawned],
    [third, 'a gate of this test', 'kit.js:\\d+', path.basename(__filename)],
  ]) {
    const text = about(fiber);
    const [waiting, origin] = text.split('it was spawned');
    assert.match(text, new RegExp(`is parked in ${what}\n`));
    assert.match(waiting, new RegExp(`at .*${waits}:`), `${fiber.name} waits at ${waits}:\n${text}`);
    if (spawned !== undefined) assert.match(origin, new RegExp(`at .*${spawned}:`), text);
    assert.doesNotMatch(text, /dist.(hub|fiber)/);
  }

  // The main fiber has the thread again: it can put things right, and the others are as they were.
  assert.deepStrictEqual(
    [...live].map((fiber) => fiber.state),
    ['running', 'parked', 'parked', 'parked'],
  );
  door.open('opened after all');
  assert.strictEqual(third.get(), 'opened after all');
  parked.kill(new Error('given up'));
  assert.throws(() => waitsForWaiter.get(), /given up/);
  console.log('ok');
});
