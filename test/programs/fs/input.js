// it: fibers that wait for input, or for the other side of a named pipe, hold no thread of the pool and not the process
// preload: greenpatch
// expect-stdout: ^ok$
'use strict';
if (process.platform !== 'linux') {
  console.log('ok'); // elsewhere threads of the pool wait
  return;
}
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { joinAll, spawn, currentFiber } = require('greenpatch');
const { tree, turns } = require('../patch/support/kit');

const COUNT = 40; // more than the pool has threads
const at = tree({ file: 'text' });
const pipes = Array.from({ length: COUNT }, (_, i) => at(`pipe-${i}`));
execFileSync('mkfifo', pipes);
const descriptors = () => fs.readdirSync('/proc/self/fd').length;
assert.ok(currentFiber());

// Empty pipes: all readers wait, and the pool does other things.
const both = pipes.map((pipe) => fs.openSync(pipe, 'r+'));
const readers = both.map((fd, i) =>
  spawn(() => {
    const buffer = Buffer.alloc(10, '.');
    return [fs.readSync(fd, buffer, 1, 5), buffer.toString(), i];
  }),
);
turns();
for (const reader of readers) assert.strictEqual(reader.state, 'parked');
assert.strictEqual(fs.readdirSync(at('.')).length, COUNT + 1, 'the pool is free');
for (const fd of both) fs.writeSync(fd, 'input');
joinAll(readers, { raiseError: true });
readers.forEach((reader, i) => assert.deepStrictEqual(reader.get(), [5, '.input....', i]));

// Several readers of one pipe: each piece goes to one of them, and none of them to a thread.
const rivals = Array.from({ length: COUNT }, () =>
  spawn(() => {
    const byte = Buffer.alloc(1);
    fs.readSync(both[0], byte);
    return byte.toString();
  }),
);
turns();
for (let i = 0; i < COUNT; i++) {
  fs.writeSync(both[0], String.fromCharCode(65 + i));
  turns(1);
}
joinAll(rivals, { raiseError: true });
const taken = rivals.map((rival) => rival.get()).sort();
assert.deepStrictEqual(taken, Array.from({ length: COUNT }, (_, i) => String.fromCharCode(65 + i)).sort());

// A killed one leaves nothing behind, and its bytes to others.
const victim = spawn(() => fs.readSync(both[1], Buffer.alloc(4)));
turns();
victim.kill();
assert.strictEqual(victim.state, 'killed');
fs.writeSync(both[1], 'left');
assert.strictEqual(fs.readSync(both[1], Buffer.alloc(9)), 4);
for (const fd of both) fs.closeSync(fd);
const before = descriptors();

// Opening waits for the other side; the pool is free meanwhile.
const openers = pipes.map((pipe) => spawn(() => fs.readFileSync(pipe, 'utf8')));
turns();
for (const opener of openers) assert.strictEqual(opener.state, 'parked');
assert.strictEqual(fs.statfsSync(at('file')).constructor.name, 'StatFs');
pipes.forEach((pipe, i) => {
  const fd = fs.openSync(pipe, 'w');
  fs.writeSync(fd, `written ${i}`);
  turns(1);
  fs.writeSync(fd, ', and more');
  fs.closeSync(fd);
});
joinAll(openers, { raiseError: true });
openers.forEach((opener, i) => assert.strictEqual(opener.get(), `written ${i}, and more`));

// What comes too late for a killed fiber is closed.
const late = spawn(() => fs.openSync(pipes[2], 'r'));
turns();
late.kill();
fs.closeSync(fs.openSync(pipes[2], 'r+'));
for (let i = 0; descriptors() !== before; i++) {
  assert.ok(i < 10_000, `${descriptors()} descriptors, not ${before}`);
  turns(1);
}

// One that no writer will ever open does not keep the process from ending.
spawn(() => fs.openSync(pipes[3], 'r'));
turns();
fs.writeSync(1, 'ok\n');
process.exit(0);
