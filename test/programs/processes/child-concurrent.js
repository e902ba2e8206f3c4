// it: child processes of several fibers run at the same time: each waits until all of them are there
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execSync, execFileSync, spawnSync } = require('node:child_process');
const { spawn, joinAll } = require('greenpatch');
const { folder } = require('../patch/support/kit');

const cwd = folder();
/** Marks its presence and ends when all six have. */
const meet = (name) => `touch ${name}; while [ $(ls | wc -l) -lt 6 ]; do sleep 0.02; done; echo ${name}`;
const calls = [
  (name) => execSync(meet(name), { cwd, encoding: 'utf8' }),
  (name) => execFileSync('sh', ['-c', meet(name)], { cwd, encoding: 'utf8' }),
  (name) => spawnSync('sh', ['-c', meet(name)], { cwd, encoding: 'utf8' }).stdout,
];
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const fibers = names.map((name, at) => spawn(calls[at % 3], name));
joinAll(fibers, { raiseError: true });
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get().trim()),
  names,
);
console.log('ok');
