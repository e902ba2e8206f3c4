'use strict';
// For the library's own tests, which say `assert.throws(fn, 'a note')`. Since Node 10 a note that is the very error is a mistake, and
// they throw strings.
const assert = require('assert');

const { throws } = assert;
assert.throws = (fn, expected, ...rest) => (typeof expected === 'string' ? throws(fn) : throws(fn, expected, ...rest));
