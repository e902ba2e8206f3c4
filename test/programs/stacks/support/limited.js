'use strict';
// Runs a program again under limits of the shell's `ulimit`, which a running process cannot set for itself.
const { spawnSync } = require('node:child_process');

/** Whether this is the run under limits. */
exports.isLimited = process.argv[2] === 'limited';

/**
 * Runs this very program in `sh -c '<limits>; exec node program limited'`, and passes on what it prints and how it ends.
 * @param {string} limits shell commands, such as `ulimit -v 4000000` (KiB)
 * @param {Record<string, string>} env
 */
exports.runLimited = (limits, env = {}) => {
  const args = [...process.execArgv, process.argv[1], 'limited'];
  const result = spawnSync('sh', ['-c', `${limits}; exec "$0" "$@"`, process.execPath, ...args], {
    // Else the threads' malloc takes address space in pieces so large that nothing is left.
    env: { ...process.env, MALLOC_ARENA_MAX: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (result.signal !== null) throw new Error(`ended by ${result.signal}`);
  process.stdout.write(result.stdout);
  process.exitCode = result.status;
};
