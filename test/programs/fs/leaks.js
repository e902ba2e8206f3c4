// it: a hundred thousand calls of fs in fibers leave descriptors and handles as they were, killed ones too
// preload: greenpatch
// env: GREENPATCH_FS=park
// timeout: 120000
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn, joinAll, killAll } = require('greenpatch');
const { tree, turns } = require('../patch/support/kit');

const CALLS = 100_000;
const WIDTH = 50;
const at = tree({ file: 'text', 'folder/inner': 'x' });
const handles = () => process.getActiveResourcesInfo().sort();
const descriptors = () => (fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').length : 0);

const buffer = Buffer.alloc(4);
const around = (use) => {
  const fd = fs.openSync(at('file'));
  try {
    return use(fd);
  } finally {
    fs.closeSync(fd);
  }
};
const missing = () => {
  try {
    fs.readFileSync(at('missing'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // killed
  }
};
// How many calls each makes.
const KINDS = [
  [1, () => fs.readFileSync(at('file'), 'utf8')],
  [1, () => fs.readFileSync(at('file'))],
  [1, () => fs.existsSync(at('file'))],
  [1, () => fs.statSync(at('missing'), { throwIfNoEntry: false })],
  [1, missing],
  [1, () => fs.lstatSync(at('folder'))],
  [1, () => fs.realpathSync(at('folder/inner'))],
  [3, () => around((fd) => fs.readSync(fd, buffer))],
  [3, () => around((fd) => fs.readvSync(fd, [buffer], 0))],
  [3, () => around((fd) => fs.fstatSync(fd))],
  [3, () => around((fd) => fs.readFileSync(fd))],
];
/** Of these, which take a thread, one in twenty. */
const SLOW = [
  [1, () => fs.readdirSync(at('folder'))],
  [1, () => fs.writeFileSync(at('out'), 'x')],
  [2, () => fs.opendirSync(at('folder')).closeSync()],
  [3, () => around((fd) => fs.fsyncSync(fd))],
];

let calls = 0;
function work() {
  for (let i = 0; calls < CALLS; i++) {
    const [count, call] = i % 20 === 0 ? SLOW[(i / 20) % SLOW.length] : KINDS[i % KINDS.length];
    call();
    calls += count;
  }
}
const round = (fn) =>
  joinAll(
    Array.from({ length: WIDTH }, () => spawn(fn)),
    { raiseError: true },
  );

turns();
const before = { handles: handles(), descriptors: descriptors() };
round(work);
assert.ok(calls >= CALLS);

// Killed wherever they are.
for (let i = 0; i < 20; i++) {
  calls = 0;
  const victims = Array.from({ length: WIDTH }, () => spawn(work));
  turns(i % 5);
  killAll(victims);
  for (const victim of victims) assert.strictEqual(victim.state, 'killed');
}
for (let i = 0; descriptors() !== before.descriptors || handles().length !== before.handles.length; i++) {
  assert.ok(i < 10_000, `${descriptors()} descriptors, not ${before.descriptors}`);
  turns(1);
}
assert.deepStrictEqual(handles(), before.handles);
console.log('ok');
