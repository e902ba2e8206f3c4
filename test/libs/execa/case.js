'use strict';
// Child processes that ask the slow server.
const { reference } = require('../harness/http-get.cjs');

const program = `
  const { promised } = require(${JSON.stringify(require.resolve('../harness/http-get.cjs'))});
  const [, port, ms, text] = process.argv;
  promised(port, ms, text).then((reply) => process.stdout.write(reply));`;
exports.open = async ({ folder, port }) => {
  const { execaSync } = await import(`${folder}/node_modules/execa/index.js`);
  return { execaSync, port };
};
exports.blocking = ({ execaSync, port }, n, ms) =>
  execaSync(process.execPath, ['-e', program, port, ms, `reply-${n}`].map(String)).stdout;
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
