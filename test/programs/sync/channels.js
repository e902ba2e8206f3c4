// it: a channel is a meeting point, and select does exactly one of its cases, the fair one of several, in many interleavings
'use strict';
const assert = require('node:assert');
const { Channel, idle, joinAll, Queue, select, selectAsync, spawn, trySelect } = require('greenpatch/api');
const { parksOf, settle } = require('greenpatch/testing');
const { code, exploring, passes, thrown } = require('./support/kit');

function meeting() {
  const channel = new Channel();
  const putter = spawn(() => parksOf(() => channel.put('x')));
  settle();
  assert.deepStrictEqual([putter.state, channel.putting, channel.size, channel.full()], ['parked', 1, 0, true]);
  assert.strictEqual(channel.get(), 'x');
  assert.deepStrictEqual(putter.get(), ['Channel#put']);
  assert.throws(() => channel.putNowait(1), code('FULL'));
  assert.throws(() => channel.put(1, 1), code('FULL'));
  assert.throws(() => channel.get(1), code('EMPTY'));
  const buffered = new Channel(2);
  assert.deepStrictEqual(parksOf(() => (buffered.put(1), buffered.put(2))), []); // prettier-ignore
  assert.strictEqual(buffered.tryPut(3), false);
}

function selecting() {
  const [a, b] = [new Channel(), new Channel(1)];
  const put = { channel: b, put: 'in b' };
  assert.strictEqual(trySelect([a]), null);
  assert.strictEqual(select([a], 0), null);
  assert.strictEqual(select([a], 1), null);
  assert.deepStrictEqual(select([a, put]), { index: 1, channel: b, value: undefined, closed: false });
  assert.deepStrictEqual(select([a, b]), { index: 1, channel: b, value: 'in b', closed: false });
  const waiter = spawn(() => parksOf(() => assert.strictEqual(select([a, b]).value, 'late')));
  settle();
  a.tryPut('late');
  assert.deepStrictEqual(waiter.get(), ['select of 2']);
  assert.deepStrictEqual([a.getting, b.getting], [0, 0], 'it has left all lines');
  // A put that waits in a select is done when a value is taken.
  const putter = spawn(() => select([{ channel: a, put: 'p' }, b]));
  settle();
  assert.strictEqual(a.get(), 'p');
  assert.strictEqual(putter.get().index, 0);
  // Closed channels are ready.
  a.close();
  assert.deepStrictEqual(select([a, b]), { index: 0, channel: a, value: undefined, closed: true });
  assert.throws(() => select([{ channel: a, put: 1 }]), code('CLOSED'));
  const late = spawn(() => select([b]).closed);
  settle();
  b.close();
  assert.strictEqual(late.get(), true);
  for (const cases of [undefined, [], [1], [{ channel: 1, put: 2 }]]) {
    assert.throws(() => select(cases), code('INVALID_ARG'));
  }
  // Aborted.
  const controller = new AbortController();
  const aborted = spawn(() => thrown(() => select([new Channel()], { signal: controller.signal })));
  settle();
  controller.abort('enough');
  assert.strictEqual(aborted.get(), 'enough');
}

/** Every item goes through exactly one case of exactly one select. */
function exactlyOnce(run) {
  const channels = Array.from({ length: 3 }, () => new Channel(run.below(2)));
  const sent = [];
  const got = [];
  const random = () => channels[run.below(3)];
  const senders = Array.from({ length: 3 }, (_, sender) =>
    spawn(() => {
      for (let i = 0; i < 5; i++) {
        const item = `${sender}.${i}`;
        if (run.below(2) === 0) random().put(item);
        else select([{ channel: random(), put: item }, { channel: random(), put: item }]); // prettier-ignore
        sent.push(item);
        if (run.below(3) === 0) idle();
      }
    }),
  );
  const takers = Array.from({ length: 3 }, () =>
    spawn(() => {
      const open = new Set(channels);
      while (open.size > 0) {
        const { channel, value, closed } = select(open);
        if (closed) open.delete(channel);
        else got.push(value);
      }
    }),
  );
  joinAll(senders);
  for (const channel of channels) channel.close();
  joinAll(takers);
  assert.deepStrictEqual(got.toSorted(), sent.toSorted());
  assert.strictEqual(got.length, 15);
}

async function fairness() {
  const ready = [new Queue(Infinity, Array(300).fill('a')), new Queue(Infinity, Array(300).fill('b'))];
  let [a, b] = [0, 0];
  for (let i = 0; i < 200; i++) (await selectAsync(ready)).value === 'a' ? a++ : b++;
  assert.ok(a > 20 && b > 20, `${a} and ${b}`);
}

passes(async () => {
  await exploring(100, exactlyOnce);
  for (const test of [meeting, selecting, fairness]) await spawn(test);
});
