// it: offload runs a function on a worker thread and gives what it returns; arguments and result are clones of that moment
// env: GREENPATCH_OFFLOAD_THREADS=2
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { offload, spawn, joinAll } = require('greenpatch/api');
const { tree } = require('../patch/support/kit');

const loaded = () => Object.keys(require.cache).some((file) => file.includes(`${path.sep}piscina${path.sep}`));
const here = require('node:worker_threads').threadId;

const at = tree({
  'double.js': 'module.exports = (n) => 2 * n; module.exports.triple = async (n) => 3 * n;',
  'double.mjs': 'export default (n) => 2 * n; export const triple = (n) => 3 * n;',
});

assert.throws(() => offload(() => 1), { code: 'ERR_GREENPATCH_NOT_IN_FIBER' });
assert.ok(!loaded(), 'the library is not loaded before it is needed');

const main = spawn(() => {
  assert.strictEqual(
    offload((a, b) => a + b, 1, 2),
    3,
  );
  assert.ok(loaded());
  assert.notStrictEqual(
    offload(() => require('node:worker_threads').threadId),
    here,
  );

  // Every kind of function that has a text.
  const object = {
    method(n) {
      return n + 1;
    },
    async asynchronous(n) {
      await null;
      return n + 2;
    },
  };
  assert.strictEqual(offload(object.method, 1), 2);
  assert.strictEqual(offload(object.asynchronous, 1), 3);
  assert.strictEqual(
    offload(function recursive(n) {
      return n === 0 ? 0 : 1 + recursive(n - 1);
    }, 5),
    5,
  );
  assert.strictEqual(
    offload(async () => (await import('node:path')).sep),
    path.sep,
  );
  // Written for sloppy mode.
  assert.strictEqual(offload(new Function('with ({ x: 7 }) return x')), 7);

  // Files.
  for (const file of ['double.js', 'double.mjs']) {
    assert.strictEqual(offload(at(file), 4), 8);
    assert.strictEqual(offload(pathToFileURL(at(file)), 4), 8);
    assert.strictEqual(offload(pathToFileURL(at(file)).href, 4), 8);
    assert.strictEqual(offload(path.relative('.', at(file)), 4), 8);
    assert.strictEqual(offload.with({ export: 'triple' })(at(file), 4), 12);
    assert.throws(() => offload.with({ export: 'nowhere' })(at(file)), {
      code: 'ERR_GREENPATCH_OFFLOAD',
      message: /exports no function named nowhere/,
    });
  }

  // Clones.
  const rich = { map: new Map([[1, { date: new Date(5) }]]), big: 5n, view: new Uint16Array([1, 2]), none: undefined };
  rich.self = rich;
  const back = offload((value) => value, rich);
  assert.notStrictEqual(back, rich);
  assert.deepStrictEqual(back, rich);
  assert.strictEqual(
    offload(() => {}),
    undefined,
  );
  assert.throws(() => offload(() => 1, Symbol('x')), { name: 'DataCloneError' });
  assert.throws(() => offload(() => () => 1), { name: 'DataCloneError' });
  const list = [1, 2, 3];
  const several = Array.from({ length: 6 }, () => spawn(() => offload((values) => values.length, list)));
  spawn(() => list.push(4)); // all of them are under way or wait for a thread
  assert.deepStrictEqual(
    joinAll(several).map((fiber) => fiber.get()),
    [3, 3, 3, 3, 3, 3],
  );

  // What is moved is not there any more.
  const moved = new Uint8Array(10).fill(1);
  assert.strictEqual(
    offload.with({ transfer: [moved.buffer] })((view) => view.length, moved),
    10,
  );
  assert.strictEqual(moved.length, 0);
  const kept = offload(() => {
    globalThis.kept = new Uint8Array(100);
    return globalThis.kept.length;
  });
  assert.strictEqual(kept, 100);
  const made = offload.with({ transferResult: true })(() => ({ one: new Uint8Array(9), two: Buffer.from('pool') }));
  assert.deepStrictEqual([made.one.length, Buffer.from(made.two).toString()], [9, 'pool']);

  for (const wrong of [Math.max, (() => 1).bind(null), class {}, function* () {}, 5, null, undefined, {}]) {
    assert.throws(() => offload(wrong), { code: 'ERR_GREENPATCH_INVALID_ARG' }, String(wrong));
  }
  for (const wrong of [null, { transfer: 5 }, { signal: 5 }, { export: 5 }]) {
    assert.throws(() => offload.with(wrong), { code: 'ERR_GREENPATCH_INVALID_ARG' });
  }
});
spawn(() => {
  main.get();
  console.log('ok');
});
