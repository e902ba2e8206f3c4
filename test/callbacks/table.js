'use strict';
// The table: what of ECMAScript and of Node calls code of the program, by name. A name begins with that of the function, if it is about one.
const { helpers, ...ecmascript } = require('./entries/ecmascript');
const node = require('./entries/node');
const shared = require('./entries/shared');

const entries = { ...ecmascript, ...node, ...shared };

// What Node has from undici cannot be loaded without WebAssembly (`--jitless`), and ends the process some time later.
const UNDICI = /^(Headers|FormData|Request|Response)\b/;
if (typeof WebAssembly === 'undefined')
  for (const name of Object.keys(entries)) if (UNDICI.test(name)) delete entries[name];

module.exports = { entries, names: Object.keys(entries), helpers };
