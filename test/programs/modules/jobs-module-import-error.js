// it: an ES module that blocks and then throws fails for all that import it, with the same error, and is not evaluated again
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');
const { tree } = require('../patch/support/kit');

process.on('unhandledRejection', (error) => assert.fail(`not handled: ${error.stack}`));
const door = (globalThis.door = kit.door('the module'));
globalThis.runs = 0;
const at = tree({
  'fails.mjs': `
    runs++;
    door.pass();
    throw new Error('run ' + runs);`,
  'user.mjs': `import './fails.mjs'; runs += 100;`,
  'after-await.mjs': `
    await null;
    door.pass();
    throw new RangeError('after an await');`,
});
const caught = (name) =>
  (async () => {
    await null;
    try {
      await import(at(name));
    } catch (error) {
      return error;
    }
  })();
const importers = ['fails.mjs', 'user.mjs', 'fails.mjs'].map(caught);
const afterAwait = caught('after-await.mjs');
kit.until(() => door.waiting === 2, 'both block');
door.open();
const errors = wait(Promise.all(importers));
assert.strictEqual(errors[0].message, 'run 1');
assert.match(errors[0].stack, /fails\.mjs:4/);
assert.ok(errors.every((error) => error === errors[0]));
assert.strictEqual(wait(caught('user.mjs')), errors[0]);
assert.strictEqual(globalThis.runs, 1);
assert.deepStrictEqual([wait(afterAwait).name, wait(afterAwait).message], ['RangeError', 'after an await']);
let looped = false;
kit.loop(() => (looped = true)); // An unhandled rejection would have been reported by then.
kit.until(() => looped);
console.log('ok');
