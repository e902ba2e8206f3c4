// it: a fiber that is killed while a child process runs takes the child with it, also one that a timeout ends
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { spawn, idle, withTimeout, currentFiber } = require('greenpatch');
const { folder, turns } = require('../patch/support/kit');

const box = folder();
/** Writes down its process id and stays. */
const stay = (name) =>
  `echo $$ > ${path.join(box, name)}.part; mv ${path.join(box, name)}.part ${path.join(box, name)}; exec sleep 60`;
const pidOf = (name) => {
  while (!fs.existsSync(path.join(box, name))) turns(1);
  return Number(fs.readFileSync(path.join(box, name), 'utf8'));
};
const alive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

assert.ok(currentFiber());
const calls = {
  a: () => execSync(stay('a')),
  b: () => execFileSync('sh', ['-c', stay('b')]),
  c: () => spawnSync('sh', ['-c', stay('c')], { stdio: 'ignore' }),
  d: () => spawnSync('sh', ['-c', `trap "" TERM; ${stay('d')}`], { killSignal: 'SIGKILL' }),
};
for (const [name, call] of Object.entries(calls)) {
  const fiber = spawn(call);
  idle();
  const pid = pidOf(name);
  assert.ok(alive(pid));
  fiber.kill();
  assert.strictEqual(fiber.state, 'killed');
  while (alive(pid)) turns(1);
}
assert.throws(() => withTimeout(50, () => execSync(stay('e'))), { code: 'ERR_GREENPATCH_TIMEOUT' });
// The next child has nothing to do with the last one.
assert.strictEqual(execSync('echo next', { encoding: 'utf8' }), 'next\n');
console.log('ok');
