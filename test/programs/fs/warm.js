// it: what the kernel has cached of a local file is answered without a thread and without parking
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const { inFiber, sleep, spawn } = require('greenpatch');
const { engineStatus } = require('../../../dist/fiber');
const { tree, parks } = require('../patch/support/kit');

const at = tree({ file: 'text', empty: '', large: 'x'.repeat(500_000) });
fs.symlinkSync('file', at('soft'));
sleep(0); // start-up is over: what blocks parks from now on
assert.ok(inFiber());
const { binding } = engineStatus().engine;

// A system that has not got these calls, or an unknown file system, answers in the ordinary way.
const works = binding.warmWorks() && binding.filePlace(at('file'), true, false, new Float64Array(6));
const scratch = Buffer.alloc(16);
const reads = works && binding.warmReadFile(at('file'), scratch, false) === 4;
const fd = fs.openSync(at('file'));
const view = Buffer.alloc(4);
const looks = {
  existsSync: () => assert.strictEqual(fs.existsSync(at('file')), true),
  'existsSync of nothing': () => assert.strictEqual(fs.existsSync(at('nothing')), false),
  accessSync: () => fs.accessSync(at('file')),
  statSync: () => assert.strictEqual(fs.statSync(at('file')).size, 4),
  'statSync of nothing': () => assert.throws(() => fs.statSync(at('nothing')), { code: 'ENOENT', syscall: 'stat' }),
  lstatSync: () => assert.ok(fs.lstatSync(at('soft')).isSymbolicLink()),
  fstatSync: () => assert.strictEqual(fs.fstatSync(fd).size, 4),
  realpathSync: () => assert.strictEqual(fs.realpathSync(at('soft')), at('file')),
  'openSync and closeSync': () => fs.closeSync(fs.openSync(at('file'))),
  'by URL': () => fs.statSync(pathToFileURL(at('file'))),
  'by Buffer': () => fs.statSync(Buffer.from(at('file'))),
};
const contents = {
  readFileSync: () => assert.strictEqual(fs.readFileSync(at('file'), 'utf8'), 'text'),
  'readFileSync of an empty file': () => assert.strictEqual(fs.readFileSync(at('empty')).length, 0),
  'readFileSync of a large file': () => assert.strictEqual(fs.readFileSync(at('large')).length, 500_000),
  'readFileSync of a descriptor': () => fs.readFileSync(fd),
  readSync: () => assert.strictEqual(fs.readSync(fd, view, 0, 4, 0), 4),
  readvSync: () => assert.strictEqual(fs.readvSync(fd, [view, Buffer.alloc(3)], 0), 4),
};
for (const [name, call] of Object.entries(looks)) {
  call();
  assert.strictEqual(parks(call), !works, name);
}
for (const [name, call] of Object.entries(contents)) {
  call();
  assert.strictEqual(parks(call), !reads, name);
}

// What may wait parks as ever, and so do files that are no local ones, and those that are too large.
fs.writeFileSync(at('huge'), Buffer.alloc((1 << 20) + 1));
for (const call of [
  () => fs.readFileSync('/proc/self/status'),
  () => fs.readFileSync(at('huge')),
  () => fs.writeFileSync(at('huge'), Buffer.alloc((1 << 20) + 1)),
  () => fs.fsyncSync(fd),
]) {
  assert.ok(parks(call), String(call));
}

// A fiber that never parks lets no other fiber run, and needs no thread: the order shows it.
const order = [];
const other = spawn(() => order.push('other'));
for (let i = 0; i < 100; i++) order.push(fs.readFileSync(at('file'), 'utf8'));
other.join();
assert.strictEqual(order.indexOf('other'), reads ? 100 : order.indexOf('other'));
fs.closeSync(fd);
console.log('ok');
