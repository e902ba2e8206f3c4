'use strict';
// Child processes that ask the slow server.
const { reference } = require('../harness/http-get.cjs');

const program = `
  const { promised } = require(${JSON.stringify(require.resolve('../harness/http-get.cjs'))});
  const [, port, ms, text] = process.argv;
  promised(port, ms, text).then((reply) => process.stdout.write(reply));`;
exports.open = ({ require, port }) => ({ spawn: require('cross-spawn'), port });
exports.blocking = ({ spawn, port }, n, ms) => {
  const { stdout, status } = spawn.sync(process.execPath, ['-e', program, port, ms, `reply-${n}`].map(String));
  return status === 0 ? String(stdout) : status;
};
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
