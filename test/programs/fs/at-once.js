// it: calls that take no waiting on a local file system are made at once, and give the program its order; what may wait parks
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { hubBlocking, inFiber, spawn } = require('greenpatch');
const { engineStatus } = require('../../../dist/fiber');
const { tree, parks } = require('../patch/support/kit');

const at = tree({ file: 'text', 'folder/inner': 'x' });
const { binding } = engineStatus().engine;
const told = new Float64Array(6);
if (process.platform !== 'linux' || !binding.warmWorks() || !binding.filePlace(at('file'), true, false, told)) {
  console.log('ok'); // an old kernel, or temporary files in an unknown file system
  process.exit();
}

fs.symlinkSync('file', at('soft'));
fs.symlinkSync('nothing', at('dangling'));
fs.symlinkSync('loop', at('loop'));
execFileSync('mkfifo', [at('fifo')]);
const me = [process.getuid(), process.getgid()];
const fd = fs.openSync(at('file'), 'r+');
const one = Buffer.from('1');
const megabyte = Buffer.alloc(1 << 20);
const large = Buffer.alloc((1 << 20) + 1);
let number = 0;
const fresh = () => at(`new${++number}`);
const there = (text = 'x') => {
  const file = fresh();
  fs.writeFileSync(file, text);
  return file;
};
const fails = (code, call) => assert.throws(call, { code });

const AT_ONCE = {
  accessSync: () => fs.accessSync(at('file')),
  'appendFileSync, a new file': () => fs.appendFileSync(fresh(), 'more'),
  appendFileSync: () => fs.appendFileSync(at('file'), 'more'),
  chmodSync: () => fs.chmodSync(at('file'), 0o644),
  chownSync: () => fs.chownSync(at('file'), ...me),
  'closeSync, written': () => fs.closeSync(fs.openSync(at('file'), 'r+')),
  'closeSync, unlinked': () => {
    const file = fresh();
    const open = fs.openSync(file, 'w');
    fs.unlinkSync(file);
    fs.closeSync(open);
  },
  copyFileSync: () => fs.copyFileSync(at('file'), fresh()),
  'copyFileSync of nothing': () => fails('ENOENT', () => fs.copyFileSync(at('nothing'), fresh())),
  existsSync: () => assert.ok(fs.existsSync(at('file'))),
  'existsSync of nothing': () => assert.ok(!fs.existsSync(at('no/thing'))),
  fchmodSync: () => fs.fchmodSync(fd, 0o644),
  fchownSync: () => fs.fchownSync(fd, ...me),
  fstatSync: () => fs.fstatSync(fd),
  'fstatSync of a pipe': () => fs.fstatSync(2),
  ftruncateSync: () => fs.ftruncateSync(fd, 100),
  futimesSync: () => fs.futimesSync(fd, 1, 1),
  lchownSync: () => fs.lchownSync(at('soft'), ...me),
  linkSync: () => fs.linkSync(at('file'), fresh()),
  lstatSync: () => assert.ok(fs.lstatSync(at('dangling')).isSymbolicLink()),
  lutimesSync: () => fs.lutimesSync(at('soft'), 1, 1),
  mkdirSync: () => fs.mkdirSync(fresh()),
  'mkdirSync, recursive': () => fs.mkdirSync(path.join(fresh(), 'a', 'b'), { recursive: true }),
  'mkdirSync of what is there': () => fails('EEXIST', () => fs.mkdirSync(at('folder'))),
  mkdtempSync: () => fs.mkdtempSync(at('temporary-')),
  openSync: () => fs.closeSync(fs.openSync(at('file'))),
  'openSync of nothing': () => fails('ENOENT', () => fs.openSync(at('nothing'))),
  'openSync to write': () => fs.closeSync(fs.openSync(fresh(), 'wx')),
  'openSync of a dangling link': () => fails('ENOENT', () => fs.openSync(at('dangling'))),
  'openSync of a circle': () => fails('ELOOP', () => fs.openSync(at('loop'))),
  'openSync through a file': () => fails('ENOTDIR', () => fs.openSync(at('file/inner'))),
  'opendirSync, readSync, closeSync': () => {
    const dir = fs.opendirSync(at('folder'));
    assert.strictEqual(dir.readSync().name, 'inner');
    dir.closeSync();
  },
  readFileSync: () => fs.readFileSync(at('file')),
  'readFileSync of nothing': () => fails('ENOENT', () => fs.readFileSync(at('nothing'))),
  'readFileSync in nothing': () => fails('ENOENT', () => fs.readFileSync(at('no/thing'), 'utf8')),
  'readFileSync of a folder': () => fails('EISDIR', () => fs.readFileSync(at('folder'))),
  readSync: () => fs.readSync(fd, Buffer.alloc(1), 0, 1, 0),
  readdirSync: () => assert.deepStrictEqual(fs.readdirSync(at('folder')), ['inner']),
  'readdirSync of nothing': () => fails('ENOENT', () => fs.readdirSync(at('nothing'))),
  'readdirSync of /proc': () => fs.readdirSync('/proc/self'),
  readlinkSync: () => fs.readlinkSync(at('soft')),
  'readlinkSync in /proc': () => fs.readlinkSync('/proc/self/exe'),
  realpathSync: () => assert.strictEqual(fs.realpathSync(at('soft')), at('file')),
  'realpathSync.native': () => fs.realpathSync.native(at('soft')),
  renameSync: () => fs.renameSync(there(), fresh()),
  'renameSync of nothing': () => fails('ENOENT', () => fs.renameSync(at('nothing'), fresh())),
  rmSync: () => fs.rmSync(there()),
  'rmSync of nothing': () => fs.rmSync(at('nothing'), { recursive: true, force: true }),
  rmdirSync: () => {
    const folder = fresh();
    fs.mkdirSync(folder);
    fs.rmdirSync(folder);
  },
  statSync: () => assert.strictEqual(fs.statSync(at('soft')).isFile(), true),
  'statSync of nothing': () => assert.strictEqual(fs.statSync(at('nothing'), { throwIfNoEntry: false }), undefined),
  statfsSync: () => fs.statfsSync(at('file')),
  symlinkSync: () => fs.symlinkSync('/somewhere/else', fresh()),
  truncateSync: () => fs.truncateSync(at('file'), 1),
  unlinkSync: () => fs.unlinkSync(there()),
  'unlinkSync of a link': () => {
    const link = fresh();
    fs.symlinkSync('/somewhere/else', link);
    fs.unlinkSync(link);
  },
  utimesSync: () => fs.utimesSync(at('file'), 1, 1),
  writeFileSync: () => fs.writeFileSync(fresh(), 'x'),
  'writeFileSync of a megabyte': () => fs.writeFileSync(at('megabyte'), megabyte),
  'writeFileSync into a descriptor': () => fs.writeFileSync(fd, 'text'),
  writeSync: () => assert.strictEqual(fs.writeSync(fd, one), 1),
  'writeSync of text': () => assert.strictEqual(fs.writeSync(fd, 'ä'), 2),
  writevSync: () => assert.strictEqual(fs.writevSync(fd, [one, one]), 2),
};

const synced = fs.openSync(fresh(), 'as');
const cold = there('cold');
const PARKS = {
  'appendFileSync, synchronous': () => fs.appendFileSync(fresh(), 'x', { flag: 'as' }),
  'copyFileSync of a large file': () => fs.copyFileSync(at('large'), fresh()),
  cpSync: () => fs.cpSync(at('folder'), fresh(), { recursive: true }),
  fdatasyncSync: () => fs.fdatasyncSync(fd),
  fsyncSync: () => fs.fsyncSync(fd),
  'readFileSync of a large file': () => fs.readFileSync(at('large')),
  'readFileSync in /proc': () => fs.readFileSync('/proc/self/status'),
  'rmSync, recursive': () => fs.rmSync(at('folder'), { recursive: true }),
  'writeFileSync of a large file': () => fs.writeFileSync(at('large'), large),
  'writeSync, synchronous': () => fs.writeSync(synced, 'x'),
  'writeSync of much': () => fs.writeSync(fd, large),
  'writeFileSync of a dangling link': () => fs.writeFileSync(at('dangling'), 'x'),
  'openSync of a named pipe': () => {
    const other = spawn(() => fs.openSync(at('fifo'), 'w'));
    fs.closeSync(fs.openSync(at('fifo')));
    fs.closeSync(other.get());
  },
  'openSync of a device': () => fs.closeSync(fs.openSync('/dev/null')),
};

assert.ok(inFiber());
spawn(() => {}).join(); // the main module has begun to share the thread
fs.writeFileSync(at('large'), large);
for (const [name, call] of Object.entries(AT_ONCE)) assert.strictEqual(parks(call), false, name);
for (const [name, call] of Object.entries(PARKS)) assert.strictEqual(parks(call), true, name);

// What was made at once is counted, with the time it took.
const before = hubBlocking().files;
fs.statSync(cold);
fs.readFileSync(cold);
fs.writeFileSync(cold, 'more');
const { calls, ms, longestMs, slowMounts } = hubBlocking().files;
assert.strictEqual(calls - before.calls, 3);
assert.ok(ms > before.ms && longestMs > 0);
assert.ok(Array.isArray(slowMounts));

// A fiber that uses files lets no other fiber run: others find no half-done work of its.
const order = [];
const others = [1, 2, 3].map((n) => spawn(() => order.push(n)));
for (let i = 0; i < 50; i++) {
  const made = there(String(i));
  fs.renameSync(made, `${made}.moved`);
  assert.strictEqual(fs.readFileSync(`${made}.moved`, 'utf8'), String(i));
  fs.unlinkSync(`${made}.moved`);
}
assert.deepStrictEqual(order, []);
for (const other of others) other.join();
assert.deepStrictEqual(order, [1, 2, 3]);
console.log('ok');
