// it: a buffer that several fibers read into and write from holds the right bytes for each while it runs
// preload: greenpatch
// env: GREENPATCH_FS=park
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn, joinAll } = require('greenpatch');
const { tree, turns } = require('../patch/support/kit');

// One scratch buffer for all calls, as blocking programs have it.
const scratch = Buffer.alloc(64 * 1024);
const names = ['a', 'b', 'c', 'd', 'e'];
const at = tree(Object.fromEntries(names.map((name) => [name, name.repeat(200_000)])));

function copy(name) {
  const [from, to] = [fs.openSync(at(name)), fs.openSync(at(`${name}.copy`), 'w')];
  for (let n; (n = fs.readSync(from, scratch, 0, scratch.length)) > 0;) {
    assert.ok(scratch.subarray(0, n).equals(Buffer.alloc(n, name)), 'what was read is there until the fiber parks');
    for (let written = 0; written < n;) written += fs.writeSync(to, Buffer.alloc(n, name), written, n - written);
  }
  fs.closeSync(from);
  fs.closeSync(to);
}
joinAll(
  names.map((name) => spawn(copy, name)),
  { raiseError: true },
);
for (const name of names) assert.strictEqual(fs.readFileSync(at(`${name}.copy`), 'latin1'), name.repeat(200_000));

// Written is what the buffer held at the call.
const writes = {
  writeSync: (fd, view) => fs.writeSync(fd, view),
  writevSync: (fd, view) => fs.writevSync(fd, [view, view]) / 2,
  writeFileSync: (fd, view) => void fs.writeFileSync(fd, view),
  appendFileSync: (fd, view) => void fs.appendFileSync(fd, view),
};
for (const [name, write] of Object.entries(writes)) {
  const fd = fs.openSync(at('out'), 'w+');
  const view = new Uint16Array(Buffer.alloc(100_000, 'x').buffer.slice(0));
  const bytes = Buffer.from(view.buffer);
  bytes.fill('o');
  const writer = spawn(write, fd, view);
  const spoiler = spawn(() => {
    assert.strictEqual(writer.state, 'parked', `${name} is at work`);
    bytes.fill('!');
  });
  joinAll([writer, spoiler], { raiseError: true });
  const written = fs.readFileSync(at('out'), 'latin1');
  assert.match(written, /^o+$/, name);
  fs.closeSync(fd);
}

// What is read goes into the caller's view at its offset, and nowhere else.
const fd = fs.openSync(at('a'));
const view = new DataView(new ArrayBuffer(16), 4, 8);
assert.strictEqual(fs.readSync(fd, view, 2, 4, 0), 4);
assert.strictEqual(Buffer.from(view.buffer).toString('latin1'), `${'\0'.repeat(6)}aaaa${'\0'.repeat(6)}`);
const parts = [new Uint8Array(3), new Uint16Array(2), Buffer.alloc(4)];
assert.strictEqual(fs.readvSync(fd, parts, 0), 11);
assert.ok(
  parts.every((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).every((byte) => byte === 97)),
);
turns();
fs.closeSync(fd);
console.log('ok');
