// it: what a killed call of fs still brings is disposed of: descriptors are closed, folders removed, buffers left alone
// env: GREENPATCH_WARM=off
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { spawn, currentFiber } = require('greenpatch');
const { tree, turns } = require('../patch/kit');

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

// A read that goes on without its fiber brings nobody its bytes, and holds the number of its file.
const both = fs.openSync(at('pipe'), 'r+');
const fd = fs.openSync(at('pipe'), 'r');
const buffer = Buffer.alloc(4, '.');
killed(() => {
  try {
    fs.readSync(fd, buffer);
  } finally {
    fs.closeSync(fd); // does not wait for the read, which may never end
  }
});
const other = fs.openSync(at('file'));
assert.notStrictEqual(other, fd, 'the number is not given away while something reads from it');
fs.writeSync(both, 'late');
until('it is closed after the read', () => !fs.existsSync(`/proc/self/fd/${fd}`));
assert.strictEqual(buffer.toString(), '....');
fs.closeSync(both);
fs.closeSync(other);
console.log('ok');
