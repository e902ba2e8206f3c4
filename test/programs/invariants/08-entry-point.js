// it: invariant 8: an entry point's error is its caller's before it parks, and an uncaught error of Node after that
// expect-exit: 1
// expect-stderr: 08-entry-point\.js:\d+\n\s+throw new Error\('after a park'\);\n\s+\^\n\nError: after a park
'use strict';
const assert = require('node:assert');
const { idle } = require('greenpatch/api');
const { runEntry } = require('../../../dist/hub');

const error = new Error('before a park');
const before = () => {
  throw error;
};
assert.throws(
  () => runEntry('request', before, undefined, []),
  (thrown) => thrown === error,
);
function after() {
  idle();
  throw new Error('after a park');
}
assert.strictEqual(runEntry('request', after, undefined, []), undefined);
