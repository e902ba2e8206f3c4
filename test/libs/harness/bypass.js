'use strict';
// A case that goes past the hub on purpose: it blocks in the original of a patched function.
const { promised, reference } = require('./http-get.cjs');
const program = (port, ms, text) => `
  const { promised } = require(${JSON.stringify(require.resolve('./http-get.cjs'))});
  promised(${port}, ${ms}, '${text}').then((reply) => process.stdout.write(reply));`;

exports.open = ({ port }) => ({ port });
exports.blocking = ({ port }, n, ms) => {
  const { original } = require('greenpatch/api');
  const execFileSync = original('child_process', 'execFileSync');
  return String(execFileSync(process.execPath, ['-e', program(port, ms, `reply-${n}`)], { encoding: 'utf8' }));
};
Object.assign(exports, { ...reference, failsPlain: undefined });
void promised;
