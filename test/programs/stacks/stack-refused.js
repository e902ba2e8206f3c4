// it: bad input: a stack size that the system refuses is ERR_GREENPATCH_STACK of that fiber, says what to do, and hurts no other fiber
'use strict';
const assert = require('node:assert');
const { runLimited, isLimited } = require('./support/limited');

function limited() {
  const { spawn, idle, currentFiber } = require('greenpatch/api');
  const { runEntry, live } = require('../../../dist/hub');
  const { code, gate, settle, uncaught } = require('../hub/support/kit');

  const errors = uncaught();
  const refused = {
    ...code('STACK'),
    message: /no stack for one more fiber.*errno \d+.*ulimit -v.*GREENPATCH_STACK_KB/,
  };
  spawn(function main() {
    const doors = Array.from({ length: 20 }, (_, n) => gate(`door ${n}`));
    const fibers = doors.map((door) => spawn(() => door.pass()));
    const linked = [];
    fibers.forEach((fiber) => fiber.link((it) => linked.push(it)));
    settle();
    const parked = fibers.filter(({ state }) => state === 'parked');
    const failed = fibers.filter(({ state }) => state === 'failed');
    assert.ok(parked.length >= 1 && failed.length >= 10, `${parked.length} parked, ${failed.length} failed`);
    assert.strictEqual(parked.length + failed.length, 20);
    for (const fiber of failed) assert.throws(() => fiber.get(), refused);
    assert.strictEqual(live.size, 1 + parked.length, 'who got no stack is not alive');
    // There may be no stack for the links of the failed ones either.
    assert.deepStrictEqual(linked, failed);

    // An entry point then does without a fiber of its own: it runs on the hub, as it would without greenpatch.
    const seen = [];
    const entry = (...args) => (seen.push(currentFiber()), args);
    setImmediate(() => seen.push(runEntry('entry', entry, undefined, [1, 2])));
    idle();
    assert.deepStrictEqual(seen, [null, [1, 2]]);
    assert.strictEqual(live.size, 1 + parked.length);

    // A fiber that is not observed: its error ends where errors end, and is no other one from earlier.
    assert.deepStrictEqual(errors, []);
    spawn(() => assert.fail('it ran'));
    settle();
    assert.strictEqual(errors.length, 1);
    assert.throws(() => {
      throw errors[0];
    }, refused);

    // Those that have stacks are undisturbed, and theirs serve the next ones.
    doors.forEach((door, n) => door.waker?.resolve(n));
    for (const fiber of parked) assert.strictEqual(fiber.get(), fibers.indexOf(fiber));
    settle();
    assert.strictEqual(spawn(() => (idle(), 'works again')).get(), 'works again');
    assert.strictEqual(errors.length, 1);
    console.log('ok');
  });
}

// 1 GiB a stack, in a process that may have 6 GB of address space.
if (isLimited) limited();
else runLimited('ulimit -v 6000000', { GREENPATCH_STACK_KB: '1048576' });
