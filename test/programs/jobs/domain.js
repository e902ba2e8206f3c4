// it: invariant 8: an error that leaves an entry of a domain after a park goes to that domain, and process.domain is right all the while
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const domain = require('node:domain');
const fs = require('node:fs');
const kit = require('./support/kit');

process.on('uncaughtException', (error) => {
  console.error('not in its domain:', error);
  process.exit(9);
});
const entries = {
  reaction: (run) => void Promise.resolve().then(run),
  tick: (run) => process.nextTick(run),
  timer: (run) => setTimeout(run, 1),
  immediate: (run) => setImmediate(run),
  callback: (run) => fs.stat('/', run),
  'immediate of an async function': (run) => void (async () => (await null, setImmediate(run)))(),
};
for (const [name, entry] of Object.entries(entries)) {
  const caught = [];
  const doors = [1, 2, 3].map((n) => kit.door(`${name} ${n}`));
  const domains = doors.map((door, n) => {
    const own = domain.create();
    own.on('error', (error) => caught.push(`${n} got ${error.message}`));
    own.run(() =>
      entry(() => {
        assert.strictEqual(process.domain, own, `${name}: before the park`);
        door.pass();
        assert.strictEqual(process.domain, own, `${name}: after the park`);
        throw new Error(`error of ${n}`);
      }),
    );
    return own;
  });
  kit.until(() => doors.every(({ waiting }) => waiting === 1), name);
  assert.strictEqual(process.domain ?? undefined, undefined, 'the main module has none');
  for (const n of [1, 0, 2]) {
    doors[n].open();
    kit.until(() => caught.length === 1, name);
    assert.deepStrictEqual(caught.splice(0), [`${n} got error of ${n}`], name);
  }
  assert.strictEqual(domains.length, 3);
  assert.strictEqual(process.domain ?? undefined, undefined);
}
console.log('ok');
