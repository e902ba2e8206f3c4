// it: invariant 7: stores bound to diagnostics channels, and the channels of tracing, are right where the traced code parks
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { channel, tracingChannel } = require('node:diagnostics_channel');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const park = (what) => {
  const door = kit.door(what);
  kit.loop(door.open);
  door.pass();
};
const store = new AsyncLocalStorage();
const requests = channel('test:requests');
requests.bindStore(store, ({ n }) => `request ${n}`);

const COUNT = 5;
let room = kit.meeting(COUNT);
const handle = async (n) => {
  await null;
  const seen = requests.runStores({ n }, () => {
    room.attend();
    return store.getStore();
  });
  assert.strictEqual(store.getStore(), undefined);
  const inner = await requests.runStores({ n: `${n}, inner` }, async () => {
    park('inside');
    await null;
    park('after an await');
    return store.getStore();
  });
  return [seen, inner];
};
const numbers = Array.from({ length: COUNT }, (_, n) => n);
assert.deepStrictEqual(
  wait(Promise.all(numbers.map(handle))),
  numbers.map((n) => [`request ${n}`, `request ${n}, inner`]),
);
assert.strictEqual(room.most, COUNT);

// Every trace begins and ends once, in its order, with its own context, while the others are under way.
const traced = tracingChannel('test:work');
const spans = new AsyncLocalStorage();
traced.start.bindStore(spans, (context) => context);
const events = new Map(numbers.map((n) => [n, []]));
const note = (event) => (context) => {
  assert.strictEqual(typeof context.n, 'number');
  events.get(context.n).push(event);
};
traced.subscribe({
  start: note('start'),
  end: note('end'),
  asyncStart: note('asyncStart'),
  asyncEnd: note('asyncEnd'),
  error: note('error'),
});
room = kit.meeting(COUNT);
const work = async (n) => {
  await null;
  return traced.traceSync(
    () => {
      room.attend();
      assert.strictEqual(spans.getStore().n, n);
      return n;
    },
    { n },
  );
};
assert.deepStrictEqual(wait(Promise.all(numbers.map(work))), numbers);
assert.strictEqual(room.most, COUNT);
for (const list of events.values()) assert.deepStrictEqual(list.splice(0), ['start', 'end']);

const promised = (n) =>
  traced.tracePromise(
    async () => {
      park('in its synchronous part');
      await null;
      park('after an await');
      assert.strictEqual(spans.getStore().n, n);
      if (n % 2) throw new Error(`number ${n}`);
      return n;
    },
    { n },
  );
const outcomes = wait(Promise.allSettled(numbers.map((n) => Promise.resolve().then(() => promised(n)))));
assert.deepStrictEqual(
  outcomes.map(({ value, reason }) => reason?.message ?? value),
  [0, 'number 1', 2, 'number 3', 4],
);
for (const [n, list] of events) {
  const ends = ['asyncStart', 'asyncEnd'];
  assert.deepStrictEqual(list.splice(0), ['start', 'end', ...(n % 2 ? ['error'] : []), ...ends], `${n}`);
}
console.log('ok');
