'use strict';
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

/** Asks the slow server, in a child process. */
const program = path.join(__dirname, '..', 'harness', 'http-get-program.cjs');
exports.open = ({ require, port }) => ({ $: require('zx').$, port });
exports.blocking = ({ $, port }, n, ms) => $.sync`${process.execPath} ${program} ${port} ${ms} ${`reply-${n}`}`.stdout;
exports.plain = ({ $, port }, n, ms) =>
  $`${process.execPath} ${program} ${port} ${ms} ${`reply-${n}`}`.then(({ stdout }) => stdout);
exports.expected = reference.expected;
