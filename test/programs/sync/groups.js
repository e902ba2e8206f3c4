// it: groups and pools map, apply, join, kill and change their size as gevent's do
'use strict';
const assert = require('node:assert');
const { Group, idle, Pool, sleep, spawn } = require('greenpatch/api');
const { settle, virtualClock } = require('greenpatch/testing');
const { code, controlsOf, exploring, passes, thrown } = require('./support/kit');

const bad = (x) => {
  sleep(x);
  if (x === 2) throw new Error('bad 2');
  return x * 10;
};

function mapping() {
  for (const group of [new Group(), new Pool(), new Pool(2)]) {
    assert.deepStrictEqual(
      group.map((x) => x * 2, [1, 2, 3]),
      [2, 4, 6],
    );
    assert.throws(() => group.map(bad, [3, 2, 1]), /bad 2/);
    assert.ok(group.join());
    assert.deepStrictEqual([...group.imap((x) => (sleep(5 - x), x), [1, 2, 3], { maxsize: 2 })], [1, 2, 3]);
    // Each error in its turn, and what follows it.
    const results = group.imap(bad, [1, 2, 3]);
    assert.deepStrictEqual(results.next(), { done: false, value: 10 });
    assert.throws(() => results.next(), /bad 2/);
    assert.deepStrictEqual([results.next().value, results.next().done], [30, true]);
    assert.strictEqual(
      group.apply((a, b) => a + b, [1, 2]),
      3,
    );
    assert.throws(() => group.apply(bad, [2]), /bad 2/);
    assert.strictEqual(group.applyAsync((a) => a, [1]).get(), 1);
    assert.deepStrictEqual(group.mapAsync((x) => -x, [1, 2]).get(), [-1, -2]);
    assert.deepStrictEqual(group.map((x) => x, []), []); // prettier-ignore
    assert.deepStrictEqual([...group.imapUnordered((x) => x, [])], []);
    assert.strictEqual(group.size, 0);
  }
  const clock = virtualClock();
  const unordered = [];
  const fiber = spawn(() => {
    for (const value of new Group().imapUnordered((ms) => (sleep(ms), ms), [30, 10, 20])) unordered.push(value);
  });
  for (let i = 0; i < 30; i++) (settle(), clock.advance(1));
  fiber.get();
  clock.uninstall();
  assert.deepStrictEqual(unordered, [10, 20, 30]);

  // What the items' iterator throws comes behind the results that there are.
  const failing = new Group().imap((x) => x, (function* () { yield 1; throw new Error('items'); })()); // prettier-ignore
  assert.strictEqual(failing.next().value, 1);
  assert.throws(() => failing.next(), /items/);
  assert.strictEqual(failing.next().done, true);

  // With a limit no more is begun than the consumer takes.
  let begun = 0;
  const endless = (function* () { for (;;) yield begun++; })(); // prettier-ignore
  for (const value of new Pool(3).imap((x) => x, endless, { maxsize: 4 })) if (value === 10) break;
  settle();
  assert.ok(begun <= 10 + 4 + 3, `${begun} begun`);
}

function places() {
  const pool = new Pool(2);
  const release = [];
  const task = () => void require('../../../dist/hub').park({ what: 'task', start: (waker) => release.push(waker) });
  pool.spawn(task);
  pool.spawn(task);
  assert.deepStrictEqual([pool.full(), pool.freeCount, pool.size, pool.limit], [true, 0, 2, 2]);
  assert.strictEqual(pool.trySpawn(task), null);
  assert.strictEqual(pool.waitAvailable(0), false);
  assert.strictEqual(pool.waitAvailable(1), false);
  const waiting = spawn(() => pool.spawn(task));
  settle();
  assert.strictEqual(waiting.state, 'parked');
  pool.limit = 3;
  settle();
  assert.deepStrictEqual([waiting.state, pool.size], ['done', 3]);
  pool.limit = 1;
  assert.strictEqual(pool.freeCount, -2);
  release[0].resolve();
  settle();
  assert.deepStrictEqual([pool.freeCount, pool.full()], [-1, true]);
  release[1].resolve();
  release[2].resolve();
  settle();
  assert.deepStrictEqual([pool.freeCount, pool.size], [1, 0]);
  // A fiber from elsewhere takes a place too, and one that has ended none.
  const other = spawn(task);
  assert.strictEqual(pool.add(other), true);
  assert.deepStrictEqual([pool.full(), pool.has(other), [...pool]], [true, true, [other]]);
  assert.strictEqual(
    pool.add(
      spawn(() => {}),
      1,
    ),
    false,
  );
  pool.discard(other);
  assert.deepStrictEqual([pool.full(), pool.size], [false, 0]);
  const ended = spawn(() => {});
  ended.join();
  pool.add(ended);
  assert.deepStrictEqual([pool.freeCount, pool.size], [1, 0]);
  settle();
  release[3].resolve();
}

function joining() {
  const group = new Group();
  group.spawn(sleep, 1e6);
  assert.deepStrictEqual([group.join(1), group.join(0)], [false, false]);
  group.spawn(() => {
    idle();
    throw new Error('first');
  });
  const patient = spawn(() => group.join(1e6));
  assert.throws(() => group.join({ raiseError: true }), /first/);
  settle();
  assert.strictEqual(patient.state, 'parked', 'another one who joins is not woken by an error');
  group.kill();
  assert.deepStrictEqual([patient.get(), group.size, group.join({ raiseError: true })], [true, 0, true]);
  // What is spawned meanwhile is killed too.
  const more = new Group();
  const begin = () => {
    try {
      sleep(1e6);
    } finally {
      more.spawn(sleep, 1e6);
    }
  };
  more.spawn(begin);
  settle();
  more.kill(new Error('all'));
  assert.strictEqual(more.size, 0);
}

/** However many fibers map with one pool, and whichever of them is killed: never more at once, and every place comes back. */
function sharedPool(run) {
  const pool = new Pool(1 + run.below(3));
  let inside = 0;
  const task = (x) => {
    assert.ok(++inside <= pool.limit);
    try {
      idle();
    } finally {
      inside--;
    }
    return x;
  };
  const items = [1, 2, 3, 4];
  const mappers = [
    spawn(() => pool.map(task, items)),
    spawn(() => [...pool.imap(task, items, { maxsize: 2 })]),
    spawn(() => [...pool.imapUnordered(task, items)].sort()),
  ];
  const victim = mappers[run.below(6)];
  for (let i = run.below(4); i > 0; i--) idle();
  if (victim !== undefined && !victim.finished) controlsOf(victim).requestKill();
  for (const mapper of mappers) {
    mapper.join();
    if (mapper.state === 'done') assert.deepStrictEqual(mapper.get(), items);
    else assert.strictEqual(mapper, victim);
  }
  for (let i = 0; i < 40; i++) idle();
  assert.deepStrictEqual([pool.size, pool.freeCount], [0, pool.limit]);
}

async function asynchronously() {
  const pool = new Pool(2);
  const seen = [];
  for await (const value of pool.imap((x) => (sleep(1), x), [1, 2, 3])) seen.push(value);
  for await (const value of pool.imapUnordered((x) => x, [4])) seen.push(value);
  assert.deepStrictEqual(seen, [1, 2, 3, 4]);
  assert.deepStrictEqual(await pool.mapAsync((x) => (sleep(1), x), [1, 2, 3]), [1, 2, 3]);
  await assert.rejects(async () => pool.mapAsync(bad, [2]), /bad 2/);
  await assert.rejects(async () => {
    for await (const value of pool.imap(bad, [1, 2])) seen.push(value);
  }, /bad 2/);
  pool.trySpawn(sleep, 1);
  pool.trySpawn(sleep, 1);
  assert.strictEqual(pool.trySpawn(sleep, 1), null);
  assert.strictEqual(await pool.waitAvailableAsync(0), false);
  assert.strictEqual(await pool.waitAvailableAsync(), true);
  assert.strictEqual(await pool.joinAsync(), true);
  assert.deepStrictEqual([pool.freeCount, pool.size], [2, 0]);
  assert.throws(() => pool.spawn(sleep, 1), code('NOT_IN_FIBER'));
  assert.throws(() => pool.map(sleep, [1]), code('NOT_IN_FIBER'));
  for (const limit of [-1, 1.5, '1']) assert.throws(() => new Pool(limit), code('INVALID_ARG'));
  assert.match(thrown(() => new Group().add({})).message, /a fiber/); // prettier-ignore
}

passes(async () => {
  await asynchronously();
  for (const test of [mapping, places, joining]) await spawn(test);
  await exploring(100, sharedPool);
});
