// it: in a worker child processes of fibers run at the same time; a worker that is terminated takes its children with it
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const { wait } = require('greenpatch');
const { folder } = require('../patch/support/kit');
const { LINUX, childrenOf, descriptors, until, written } = require('./support/processes');

const box = folder();
const file = (name) => path.join(box, name);
const code = `
  const cp = require('node:child_process');
  const { spawn, joinAll } = require('greenpatch');
  const { workerData: box, parentPort } = require('node:worker_threads');
  const meet = (name) => 'cd ' + box + '; touch ' + name + '; while [ ! -e a -o ! -e b ]; do sleep 0.02; done; echo ' + name;
  const fibers = ['a', 'b'].map((name) => spawn(() => cp.execSync(meet(name), { encoding: 'utf8' })));
  joinAll(fibers, { raiseError: true });
  parentPort.postMessage(fibers.map((fiber) => fiber.get()));
  const deaf = (name) => 'trap "" TERM; cd ' + box + '; echo x > ' + name + '; while :; do sleep 0.05; done';
  for (const name of ['c', 'd']) spawn(() => cp.execSync(deaf(name)));
  spawn(() => cp.execSync('cd ' + box + '; echo x > e; exec sleep 60'));
`;
const before = LINUX && descriptors();
const worker = new Worker(code, { eval: true, workerData: box });
const ended = new Promise((resolve) => worker.on('exit', resolve));
assert.deepStrictEqual(wait(new Promise((resolve) => worker.once('message', resolve))), ['a\n', 'b\n']);
for (const name of ['c', 'd', 'e']) written(file(name));
wait(worker.terminate());
wait(ended);
if (LINUX) {
  assert.deepStrictEqual(childrenOf(), []);
  until(() => descriptors() === before);
}
console.log('ok');
