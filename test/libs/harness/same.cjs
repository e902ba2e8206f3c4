'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const RUNNER = path.join(__dirname, '..', '..', 'differential', 'runner.js');
const ROOT = path.join(__dirname, '..', '..', '..');
const LIMIT_MS = 120_000;

/**
 * Runs the cases in `same.cases.js` plain, in a fiber, and on the hub with databases that are moved to threads. Prints how many are the
 * same in all of them; fails otherwise, and when too few parked.
 * @param {string} folder of the cases
 * @param {string} installed folder in which the library is
 * @param {string} library its name for GREENPATCH_COMPAT
 */
module.exports = function same(folder, installed, library) {
  const env = { ...process.env, NODE_OPTIONS: '', GREENPATCH_COMPAT: '' };
  const run = (flags, extra) => {
    const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-same-'));
    try {
      const args = [
        ...process.execArgv,
        ...flags,
        RUNNER,
        path.join(folder, 'same.cases.js'),
        path.join(temporary, 'data'),
      ];
      const options = { env: { ...env, LIBRARY: installed, ...extra }, timeout: LIMIT_MS, maxBuffer: 1 << 28 };
      return JSON.parse(execFileSync(process.execPath, args, options));
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  };
  const outcomes = (results) => results.map(([label, outcome]) => [label, outcome]);
  const plain = outcomes(run([], {}));
  const fiber = run(['-r', ROOT], { GREENPATCH_COMPAT: `${library}:offload` });
  const hub = run([], { OFFLOAD: 'api' });
  for (const results of [fiber, hub]) {
    for (const [at, result] of outcomes(results).entries()) assert.deepStrictEqual(result, plain[at]);
    assert.strictEqual(results.length, plain.length);
  }
  const parked = fiber.filter(([, , others]) => others).length;
  assert.ok(parked > plain.length / 2, `${parked} of ${plain.length} calls parked`);
  assert.ok(!hub.some(([, , others]) => others), 'none on the hub');
  console.log(`${plain.length} calls are the same`);
};
