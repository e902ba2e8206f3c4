'use strict';
// The table: what of ECMAScript and of Node calls code of the program, by name. A name begins with that of the function, if it is about one.
const { helpers, ...ecmascript } = require('./entries/ecmascript');
const node = require('./entries/node');
const shared = require('./entries/shared');

const entries = { ...ecmascript, ...node, ...shared };

module.exports = { entries, names: Object.keys(entries), helpers };
