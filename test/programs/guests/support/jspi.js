'use strict';
const assert = require('node:assert');
const { cachedDataVersionTag, setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { hubBlocking } = require('greenpatch');
const { spawn, sleep, wait, joinAll } = require('greenpatch/api');
const { worker, keeping } = require('./modules');
const { blocks, blockedTruly } = require('./watch');

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const collect = (n) => gc({ type: n % 4 === 0 ? 'major' : 'minor' });

const tag = cachedDataVersionTag();
const N = 24;
const before = hubBlocking().calls;
const block = blocks();
const soon = () => new Promise((resolve) => setTimeout(resolve, 1));

/** A promising export whose import blocks, in timers. */
async function blocking(n) {
  const { exports: guest } = new WebAssembly.Instance(new WebAssembly.Module(worker), {
    e: { block: (k) => (collect(k), block(k)) },
  });
  assert.strictEqual(await WebAssembly.promising(guest.work)(n), n + 1 + 1000 * n);
}

/** An import that suspends, and that itself blocks before and after; a reference is held on the suspended stack. */
const { exports: keeper } = new WebAssembly.Instance(new WebAssembly.Module(keeping), {
  e: {
    suspend: new WebAssembly.Suspending(() => {
      block(0);
      return soon().then(() => collect(1));
    }),
  },
});
const keep = WebAssembly.promising(keeper.keep);
async function suspending(n) {
  const kept = [{ n, young: [n] }];
  const back = keep(kept[0]);
  collect(n);
  assert.strictEqual(await back, kept[0]);
  assert.deepStrictEqual(kept[0], { n, young: [n] });
}

/** What goes on after it was suspended calls an import that blocks. */
async function resumed(n) {
  const first = new WebAssembly.Instance(new WebAssembly.Module(worker), {
    e: { block: new WebAssembly.Suspending(async (k) => (await soon(), k)) },
  });
  assert.strictEqual(await WebAssembly.promising(first.exports.work)(n), n + 1000 * n);
}

/** Elsewhere fibers park as before, while stacks of WebAssembly are suspended, and can still recurse as deep. */
const deep = (n) => (n === 0 ? 0 : 1 + deep(n - 1));
function fiber(n) {
  sleep(n % 3);
  const object = { n };
  const back = keep(object);
  assert.strictEqual(deep(5000), 5000);
  sleep(n % 2);
  assert.strictEqual(wait(back), object);
  assert.strictEqual(deep(5000), 5000);
}

const fibers = Array.from({ length: N }, (_, n) => spawn(fiber, n));
const all = [];
for (let n = 0; n < N; n++)
  for (const each of [blocking, suspending, resumed])
    all.push(new Promise((resolve, reject) => setTimeout(() => each(n).then(resolve, reject), n % 3)));

Promise.all(all).then(() =>
  spawn(() => {
    joinAll(fibers, { raiseError: true });
    blockedTruly(block, before);
    assert.strictEqual(block.calls, 3 * N);
    assert.strictEqual(cachedDataVersionTag(), tag, 'code caches are refused from now on');
    console.log('ok');
  }),
);
