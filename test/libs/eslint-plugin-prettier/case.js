'use strict';
// Several runs of ESLint, each of which formats with Prettier, in the worker of synckit.
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

const plugins = [path.join(__dirname, 'plugin.mjs')];
exports.open = ({ require, port }) => ({
  Linter: require('eslint').Linter,
  prettier: require('eslint-plugin-prettier'),
  port,
});

function fixed({ Linter, prettier }, text, options) {
  const linter = new Linter();
  const rules = { 'prettier/prettier': ['error', options, { usePrettierrc: false }] };
  const { output, messages } = linter.verifyAndFix(text, [{ plugins: { prettier }, rules }]);
  if (messages.length > 0) throw new Error(messages[0].message);
  return output;
}
exports.blocking = (client, n, ms) =>
  fixed(client, `// ask ${client.port} ${ms} reply-${n}\n`, { parser: 'asking', plugins }).slice('// '.length);
exports.fails = (client) => fixed(client, '1\n', { parser: 'css' });
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
