'use strict';
// It mutes stderr during a call: afterwards it must be what it was.
const assert = require('node:assert');
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

/** Asks the slow server, in a child process. */
const program = path.join(__dirname, '..', 'harness', 'http-get-program.cjs');
const { write } = process.stderr;
exports.open = ({ require, port }) => ({ exec: require('sync-exec'), port });
exports.blocking = ({ exec, port }, n, ms) => {
  const { status, stdout } = exec(`"${process.execPath}" "${program}" ${port} ${ms} reply-${n}`);
  return status === 0 ? stdout : status;
};
exports.fails = ({ exec }) => {
  assert.strictEqual(process.stderr.write, write);
  assert.deepStrictEqual(exec('echo out; echo err >&2; exit 3'), { stdout: 'out\n', stderr: 'err\n', status: 3 });
  return exec('exec sleep 60', 100); // throws
};
exports.openPlain = exports.open;
exports.plain = exports.blocking;
exports.expected = reference.expected;
