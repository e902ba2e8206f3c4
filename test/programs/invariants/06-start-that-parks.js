// it: invariant 6: a kill that arrives while the beginning of a call itself is parked ends that park, and a second one the call
'use strict';
const assert = require('node:assert');
const { spawn, idle } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { controlsOf, gate, settle } = require('../hub/support/kit');

/** A call that has to wait for something before it can begin, and begins whatever becomes of that. */
function call(log, inner) {
  const start = () => {
    try {
      log.push(`inner ${inner.pass()}`);
    } catch (error) {
      log.push(`inner ended by ${error}`);
    }
  };
  try {
    park({ what: 'outer', start, cancel: (reason) => log.push(`cancel ${reason}`) });
  } catch (error) {
    log.push(`outer ended by ${error}`);
  }
  return log;
}

/** What becomes of a call that is killed so often while it begins; then the inner wait comes to its end. */
function story(...reasons) {
  const inner = gate();
  const log = [];
  const fiber = spawn(call, log, inner);
  idle();
  for (const reason of reasons) controlsOf(fiber).requestKill(reason);
  inner.open('value');
  settle();
  const state = fiber.state;
  if (!fiber.finished) fiber.kill('at last');
  return [state, ...fiber.get()];
}

spawn(function main() {
  assert.deepStrictEqual(story(), ['parked', 'inner value', 'cancel at last', 'outer ended by at last']);
  assert.deepStrictEqual(story('A'), ['parked', 'inner ended by A', 'cancel at last', 'outer ended by at last']);
  assert.deepStrictEqual(story('A', 'B'), ['done', 'inner ended by A', 'cancel B', 'outer ended by B']);

  // Not caught, it ends the call before it has begun: there is nothing to cancel.
  const inner = gate();
  const fiber = spawn(() => park({ what: 'outer', start: () => inner.pass(), cancel: () => assert.fail('cancelled') }));
  idle();
  assert.strictEqual(fiber.kill('A'), true);
  assert.strictEqual(fiber.state, 'killed');
  settle();
  console.log('ok');
});
