'use strict';
// A parser of a plugin asks the slow server.
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

const plugin = path.join(__dirname, 'plugin.mjs');
exports.open = ({ require, port }) => ({ prettier: require('@prettier/sync'), port });
exports.blocking = ({ prettier, port }, n, ms) =>
  prettier.format(`${port} ${ms} reply-${n}`, { parser: 'asking', plugins: [plugin] });
exports.fails = ({ prettier }) => prettier.format('let 1x', { parser: 'babel' });
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
