// it: a fiber that is killed before it starts never runs; a fiber that waits for it is told, and nothing runs on the killer's stack
'use strict';
const assert = require('node:assert');
const { spawn, spawnLater, sleep, wait, joinAll, currentFiber } = require('greenpatch/api');
const { code, settle, thrown } = require('./support/kit');

const log = [];
const never = () => assert.fail('it ran');
const early = spawn(never);
assert.strictEqual(early.kill('on the hub'), true, 'it has ended at once');
assert.strictEqual(early.state, 'killed');

/** All that can wait for a fiber. */
function waitersFor(fiber) {
  fiber.link((given) => {
    assert.strictEqual(given, fiber);
    log.push(`link in ${currentFiber().name}`);
    sleep(0); // blocks itself alone
    log.push('link has ended');
  });
  fiber.then(never, (reason) => log.push(`promise ${reason}`));
  return [
    spawn(() => fiber.join()),
    spawn(() => thrown(() => fiber.get())),
    spawn(() => thrown(() => wait(fiber))),
    spawn(() => joinAll([fiber])[0] === fiber),
  ];
}

spawn(function main() {
  assert.strictEqual(
    thrown(() => early.get()),
    'on the hub',
  );
  for (const victim of [spawn(never), spawnLater(60_000, never)]) {
    const unstarted = victim.kill();
    assert.strictEqual(unstarted, true);
    assert.throws(() => victim.get(), code('KILLED'));
  }

  const victim = spawnLater(60_000, never);
  const waiters = waitersFor(victim);
  settle();
  assert.ok(waiters.every(({ state }) => state === 'parked'));
  log.push(`kill: ${victim.kill('reason')}`, `state: ${victim.state}`);
  assert.deepStrictEqual(log, ['kill: true', 'state: killed']);
  assert.ok(waiters.every(({ state }) => state === 'parked'));
  settle();
  assert.deepStrictEqual(log.slice(2).toSorted(), ['link has ended', 'link in link', 'promise reason']);
  assert.deepStrictEqual(
    waiters.map((fiber) => fiber.get()),
    [true, 'reason', 'reason', true],
  );
  console.log('ok');
});
