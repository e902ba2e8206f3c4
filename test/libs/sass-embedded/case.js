'use strict';
// A function of the style sheet asks the slow server while it is being compiled.
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

/** Asks the slow server, in a child process. */
const program = path.join(__dirname, '..', 'harness', 'http-get-program.cjs');
exports.open = ({ require, port }) => ({ sass: require('sass-embedded'), port });
exports.blocking = ({ sass, port }, n, ms) => {
  const ask = () =>
    new sass.SassString(execFileSync(process.execPath, [program, port, ms, `reply-${n}`].map(String)) + '');
  const { css } = sass.compileString('a { b: ask() }', { functions: { 'ask()': ask } });
  return /b: "(.*)";/.exec(css)?.[1] ?? css;
};
exports.fails = ({ sass }) => sass.compileString('a { b: 1px + 1s }');
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
