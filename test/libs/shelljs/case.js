'use strict';
const path = require('node:path');
const { reference } = require('../harness/http-get.cjs');

/** Asks the slow server, in a child process. */
const program = path.join(__dirname, '..', 'harness', 'http-get-program.cjs');
exports.open = ({ require, port }) => ({ shell: require('shelljs'), port });
exports.blocking = ({ shell, port }, n, ms) => {
  const { code, stdout } = shell.exec(`"${process.execPath}" "${program}" ${port} ${ms} reply-${n}`, { silent: true });
  return code === 0 ? stdout : code;
};
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
