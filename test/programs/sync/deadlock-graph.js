// it: the deadlock report says who waits for whom: owners of locks, joined fibers, circles, and fibers that ended without releasing
// env: GREENPATCH_SPAWN_SITES=all
'use strict';
const assert = require('node:assert');
const {
  BoundedSemaphore,
  Channel,
  currentFiber,
  idle,
  joinAll,
  Pool,
  RLock,
  Semaphore,
  spawn,
  waitGraph,
} = require('greenpatch/api');
const { runMain, watchForDeadlock } = require('../../../dist/hub');
const { thrown } = require('./support/kit');

watchForDeadlock();
runMain(() => {
  const main = currentFiber();
  const [a, b, c] = [new RLock(), new Semaphore(1), new BoundedSemaphore(1)];
  const philosopher = (left, right) => {
    left.acquire();
    idle();
    right.acquire();
  };
  const circle = [spawn(philosopher, a, b), spawn(philosopher, b, c), spawn(philosopher, c, a)];
  const lost = new Semaphore(1);
  const thief = spawn(function thief() {
    lost.acquire();
  });
  const robbed = spawn(() => lost.acquire());
  const pool = new Pool(1);
  const slow = pool.spawn(() => new Channel().get());
  const queued = spawn(() => pool.spawn(() => {}));
  const held = new RLock();
  void held.holdAsync();
  const other = spawn(() => held.acquire());
  idle();
  idle();

  const node = (fiber) => waitGraph().find((one) => one.fiber === fiber);
  assert.deepStrictEqual(node(circle[0]).owners, [circle[1]]);
  assert.deepStrictEqual([node(circle[0]).what, node(circle[2]).what], ['Semaphore#acquire', 'RLock#acquire']);
  assert.match(node(circle[0]).parkedAt.join(), /philosopher .*deadlock-graph/);
  assert.match(node(circle[0]).spawnedAt.join(), /deadlock-graph/);
  assert.deepStrictEqual(node(robbed).owners, [thief]);
  assert.deepStrictEqual(node(queued).owners, [slow]);
  assert.deepStrictEqual([node(slow).what, node(slow).owners], ['Channel#get', []]);
  assert.deepStrictEqual(node(other).owners, ['asynchronous code']);
  assert.strictEqual(node(main), undefined, 'the one who asks is not parked');

  const { message, code } = thrown(() => joinAll([...circle, robbed, other]));
  assert.strictEqual(code, 'ERR_GREENPATCH_DEADLOCK');
  const [i, j, k] = circle.map(({ id }) => id);
  assert.match(message, new RegExp(`In a circle: fiber ${i} \\(philosopher\\) waits for fiber ${j} \\(philosopher\\), which waits for fiber ${k} \\(philosopher\\), which waits for fiber ${i} `)); // prettier-ignore
  assert.strictEqual(message.match(/In a circle/g).length, 1);
  assert.match(message, new RegExp(`waits for fiber ${thief.id} \\(thief\\), which has ended: done`));
  assert.match(message, /it waits for asynchronous code/);
  assert.match(
    message,
    new RegExp(`fiber ${main.id} \\(main\\) is parked in joinAll.*\\n[^]*it waits for fiber ${i} `),
  );
  console.log('ok');
  process.exit();
});
