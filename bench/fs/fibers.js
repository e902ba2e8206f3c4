'use strict';
// Reads of a cached file of 64 KiB: preloaded in 100 fibers, plain one after the other.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { isPatched, joinAll, spawn } = require('greenpatch/api');
const { emit, perOp, start, arg } = require('../common');

const FIBERS = 100;
const each = arg(0, 100);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-bench-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'large');
fs.writeFileSync(file, Buffer.alloc(65536, 'some text of a file\n'));

const some = () => {
  for (let i = each; i > 0; i--) fs.readFileSync(file);
};
const inFibers = () => joinAll(Array.from({ length: FIBERS }, () => spawn(some)));
const plainly = () => {
  for (let i = FIBERS; i > 0; i--) some();
};

function measure(run) {
  run(); // warm
  const t = start();
  run();
  emit('fs', 'fibers', { each, fibers: FIBERS }, perOp('warm64k', t, FIBERS * each));
}

setImmediate(() => (isPatched('fs') ? spawn(measure, inFibers) : measure(plainly)));
