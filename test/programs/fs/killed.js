// it: what a killed call of fs still brings is disposed of: descriptors are closed, folders removed, buffers left alone
// env: GREENPATCH_FS=park
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { spawn, currentFiber } = require('greenpatch');
const { tree, turns } = require('../patch/support/kit');

const at = tree({ file: 'text', 'box/x': 'x' });
execFileSync('mkfifo', [at('pipe')]);
const descriptors = () => fs.readdirSync('/proc/self/fd').length;

/** Runs `call` in a fiber that is killed right after it has parked in it. */
function killed(call) {
  const fiber = spawn(call);
  const killer = spawn(() => {
    assert.ok(!fiber.finished);
    fiber.kill();
  });
  killer.get();
  assert.strictEqual(fiber.state, 'killed');
}
/** Waits for the work of killed calls. */
function until(what, holds) {
  for (let i = 0; !holds(); i++) {
    assert.ok(i < 10_000, what);
    turns(1);
  }
}

assert.ok(currentFiber());
const before = descriptors();
for (let i = 0; i < 20; i++) {
  killed(() => fs.openSync(at('file')));
  killed(() => fs.opendirSync(at('box')));
  killed(() => fs.mkdtempSync(path.join(at('box'), 'temporary-')));
  killed(() => fs.readFileSync(at('file')));
}
until('descriptors are closed', () => descriptors() === before);
until('folders are removed', () => fs.readdirSync(at('box')).length === 1);

// A killed reader of a pipe takes no bytes out of it, and leaves them to the next one.
const both = fs.openSync(at('pipe'), 'r+');
const buffer = Buffer.alloc(4, '.');
killed(() => fs.readSync(both, buffer));
fs.writeSync(both, 'late');
turns();
assert.strictEqual(buffer.toString(), '....');
assert.strictEqual(fs.readSync(both, Buffer.alloc(9)), 4);

// A write that goes on without its fiber holds the number of its file.
const full = Buffer.alloc(64 * 1024);
assert.strictEqual(fs.writeSync(both, full), full.length);
const fd = fs.openSync(at('pipe'), 'r+');
killed(() => {
  try {
    fs.writeSync(fd, 'late');
  } finally {
    fs.closeSync(fd); // does not wait for the write, which may never end
  }
});
const other = fs.openSync(at('file'));
assert.notStrictEqual(other, fd, 'the number is not given away while something writes to it');
for (let left = full.length + 4; left > 0;) left -= fs.readSync(both, full);
until('it is closed after the write', () => !fs.existsSync(`/proc/self/fd/${fd}`));
fs.closeSync(both);
fs.closeSync(other);
console.log('ok');
