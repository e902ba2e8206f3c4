// it: bad input: without an engine every spawn throws ERR_GREENPATCH_ENGINE at once, and asynchronous code is not disturbed
// env: GREENPATCH_ENGINE=off GREENPATCH_REQUIRE=0
// engines: switch
'use strict';
const assert = require('node:assert');
const { spawn, spawnLater, sleep, wait, inFiber, currentFiber, joinAll, killAll } = require('greenpatch/api');
const { runEntry } = require('../../../dist/hub');
const { code } = require('../hub/support/kit');

process.on('uncaughtException', (error) => assert.fail(`uncaught: ${error.stack}`));
const noEngine = { ...code('ENGINE'), message: /GREENPATCH_ENGINE=off.*unset GREENPATCH_ENGINE/ };
const never = () => assert.fail('ran');
for (let i = 0; i < 3; i++) {
  assert.throws(() => spawn(never), noEngine);
  assert.throws(() => spawnLater(0, never), noEngine);
}
assert.strictEqual(inFiber(), false);
assert.strictEqual(currentFiber(), null);
assert.throws(() => sleep(1), code('NOT_IN_FIBER'));
assert.throws(() => wait(Promise.resolve()), code('NOT_IN_FIBER'));
assert.deepStrictEqual(joinAll([]), []);
killAll([]);
assert.throws(() => runEntry('entry', never, undefined, []), noEngine);
setTimeout(async () => {
  await new Promise(setImmediate);
  console.log('ok');
}, 5);
