'use strict';
// The table: everything of ECMAScript and of Node that calls code of the program, by name. A name begins with that of the function.
const { helpers: _, ...ecmascript } = require('./entries/ecmascript');
const node = require('./entries/node');

/** Not used by several at a time, since in plain Node, too, one use changes what the next one gives: why. */
const SEPARATE_ONLY = {};

/** What is used inside a callback of another one has to be over when it returns. */
const isAsync = (use) => {
  const result = use();
  return typeof result?.then === 'function' ? (result.catch?.(() => undefined), true) : false;
};

const entries = { ...ecmascript, ...node };

module.exports = { entries, names: Object.keys(entries), isAsync, SEPARATE_ONLY };
