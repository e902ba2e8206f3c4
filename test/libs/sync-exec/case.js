'use strict';
// It mutes stderr during a call: afterwards it must be what it was.
const assert = require('node:assert');
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

/** Asks the slow server, in a child process. */
const program = path.join(__dirname, '..', 'harness', 'http-get-program.cjs');
const { write } = process.stderr;
exports.openPlain = ({ require, port }) => ({ exec: require('sync-exec'), port });
exports.open = async (given) => {
  const { spawn } = require('greenpatch/api');
  const client = exports.openPlain(given);
  const calls = [100, 1].map((n) => spawn(exports.blocking, client, n, 600 / n)); // the one that begins last ends last
  await Promise.all(calls);
  assert.strictEqual(process.stderr.write, write);
  return client;
};
exports.blocking = ({ exec, port }, n, ms) => {
  const { status, stdout } = exec(`"${process.execPath}" "${program}" ${port} ${ms} reply-${n}`);
  return status === 0 ? stdout : status;
};
exports.fails = ({ exec }) => {
  assert.strictEqual(process.stderr.write, write);
  assert.deepStrictEqual(exec('echo out; echo err >&2; exit 3'), { stdout: 'out\n', stderr: 'err\n', status: 3 });
  return exec('exec sleep 60', 100); // throws
};
exports.plain = exports.blocking;
exports.expected = reference.expected;
