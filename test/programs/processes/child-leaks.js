// it: after many calls of every outcome descriptors, children and handles are what they were (GREENPATCH_CHILDREN: how many)
// preload: greenpatch
// timeout: 120000
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const { spawn, joinAll, idle } = require('greenpatch');
const { LINUX, childrenOf, descriptors, until } = require('./support/processes');

const COUNT = Number(process.env.GREENPATCH_CHILDREN ?? 500);
const outcomes = [
  () => cp.execFileSync('true'),
  () => cp.spawnSync('no-such-program'),
  () => cp.spawnSync('true', { cwd: '/no/such/folder', stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'] }),
  () => cp.spawnSync('/bin/sh', ['-c', 'kill -9 $$'], { input: Buffer.alloc(1_000_000), stdio: [, , , 'pipe'] }), // eslint-disable-line no-sparse-arrays
  () => cp.spawnSync('cat', ['/dev/zero'], { maxBuffer: 1000 }),
  () => cp.spawnSync('sleep', ['9'], { timeout: 1 }),
  () => cp.execSync('exit 3', { stdio: 'ignore' }),
];
const killed = () => {
  const fiber = spawn(() => cp.execFileSync('sleep', ['9']));
  idle();
  fiber.kill();
};
const WIDTH = 20;
function some(first, count) {
  for (let i = first; i < count; i += WIDTH) {
    try {
      (i % 8 === 7 ? killed : outcomes[i % 8])();
    } catch (error) {
      assert.ok(error.status === 3 || error.code, error);
    }
  }
}
const many = (count) =>
  joinAll(
    Array.from({ length: WIDTH }, (_, first) => spawn(some, first, count)),
    { raiseError: true },
  );
const handles = () => process.getActiveResourcesInfo().filter((name) => /Process|Pipe/.test(name)).length;
const gone = () => !LINUX || until(() => childrenOf().length === 0);

many(16); // what is made once
gone();
const before = [handles(), LINUX && descriptors()];
many(COUNT);
gone();
assert.deepStrictEqual([handles(), LINUX && descriptors()], before);
console.log('ok');
