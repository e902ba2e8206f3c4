'use strict';
// AsyncLocalStorage where every kind of entry parks; run under each of Node's implementations of it.
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const { inFiber, sleep, wait } = require('greenpatch');
const { entries } = require('./entries');
const kit = require('./kit');

const user = new AsyncLocalStorage();
const other = new AsyncLocalStorage();

/** Parks until the loop has gone on under other stores. */
function park(what) {
  const door = kit.door(what);
  user.run('of somebody else', () => other.run('foreign', () => kit.loop(door.open)));
  door.pass();
}

/** What an entry does that was queued under the store `mine`. */
async function body(mine, what) {
  const is = (expected, where, second) => {
    assert.deepStrictEqual([user.getStore(), other.getStore()], [expected, second], `${what}: ${where}`);
  };
  assert.ok(inFiber(), what);
  is(mine, 'at first');
  park(what);
  is(mine, 'after a park');
  other.run('inner', () => {
    park(what);
    is(mine, 'inside run', 'inner');
    user.run('run', () => (park(what), is('run', 'inside two', 'inner')));
    is(mine, 'between two', 'inner');
  });
  is(mine, 'after run');
  const snapshot = user.run('snapshot', () => AsyncLocalStorage.snapshot());
  const bound = user.run('bound', () => AsyncLocalStorage.bind(() => (park(what), user.getStore())));
  const resource = user.run('resource', () => new AsyncResource('Test'));
  park(what);
  assert.strictEqual(
    snapshot(() => (park(what), user.getStore())),
    'snapshot',
  );
  assert.strictEqual(bound(), 'bound');
  assert.strictEqual(
    resource.runInAsyncScope(() => (park(what), user.getStore())),
    'resource',
  );
  is(mine, 'after snapshot, bind and runInAsyncScope');
  // What it starts has the store that was there at the start.
  const started = Promise.resolve().then(() => (park(what), user.getStore()));
  const ticked = new Promise((resolve) => process.nextTick(() => (park(what), resolve(user.getStore()))));
  user.enterWith(`entered by ${what}`);
  park(what);
  is(`entered by ${what}`, 'after enterWith');
  await null;
  is(`entered by ${what}`, 'after an await');
  park(what);
  is(`entered by ${what}`, 'after an await and a park');
  assert.deepStrictEqual(await Promise.all([started, ticked]), [mine, mine], what);
  is(`entered by ${what}`, 'at last');
}

/** Runs in the main module. */
exports.run = () => {
  sleep(0); // start-up is over: what blocks parks from now on
  // All entries twice at the same time, each time under a store of its own.
  const all = Object.entries(entries).flatMap(([name, entry]) =>
    [1, 2].map((n) => {
      const mine = { name, n };
      return user.run(mine, () => new Promise((resolve) => entry(() => resolve(body(mine, name)))));
    }),
  );
  user.enterWith('of the main module');
  park('the main module');
  assert.strictEqual(user.getStore(), 'of the main module');
  wait(Promise.all(all));
  assert.strictEqual(user.getStore(), 'of the main module');
  // Nothing has leaked to what comes later.
  const later = user.run(undefined, () => new Promise((resolve) => setImmediate(() => resolve(user.getStore()))));
  assert.strictEqual(wait(later), undefined);
  console.log('ok');
};
