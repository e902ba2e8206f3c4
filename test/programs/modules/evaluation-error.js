// it: an error of a module's evaluation goes to the fiber that loads it; one that waited loads the module anew, as in Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawn, joinAll } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const park = `require(${JSON.stringify(require.resolve('../patch/support/kit'))}).turns(5);`;
const at = tree({
  'third-time-lucky.js': `
    const attempt = (globalThis.attempts = (globalThis.attempts ?? 0) + 1);
    exports.half = true;
    ${park}
    if (attempt < 3) throw new Error('attempt ' + attempt);
    exports.attempt = attempt;`,
});

const outcomes = [1, 2, 3, 4, 5].map(() =>
  spawn(() => {
    try {
      return require(at('third-time-lucky')).attempt;
    } catch (error) {
      return error.message;
    }
  }),
);
joinAll(outcomes);
assert.deepStrictEqual(outcomes.map((fiber) => fiber.get()).sort(), [3, 3, 3, 'attempt 1', 'attempt 2']);
assert.strictEqual(globalThis.attempts, 3);
assert.strictEqual(require(at('third-time-lucky')).attempt, 3);
console.log('ok');
