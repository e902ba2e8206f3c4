// it: every blocking function of fs that the patch implements parks the fiber, when nothing is answered out of caches
// preload: greenpatch
// env: GREENPATCH_FS=park
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { inFiber, isPatched, sleep } = require('greenpatch');
const { patches } = require('../../../dist/patch');
const { tree, parks } = require('../patch/support/kit');

const at = tree({ file: 'text', 'folder/inner': 'x', moved: 'x', removed: 'x' });
fs.symlinkSync('file', at('soft'));
fs.mkdirSync(at('empty'));
const me = [process.getuid(), process.getgid()];
const fd = fs.openSync(at('file'), 'r+');
const open = [fs.openSync(at('file')), fs.opendirSync(at('folder'))];
const buffer = Buffer.from('1234');

/** One good call each. */
const CALLS = {
  'Dir.prototype.readSync': () => open[1].readSync(),
  'Dir.prototype.closeSync': () => open[1].closeSync(),
  accessSync: () => fs.accessSync(at('file')),
  appendFileSync: () => fs.appendFileSync(at('file'), 'more'),
  chmodSync: () => fs.chmodSync(at('file'), 0o644),
  chownSync: () => fs.chownSync(at('file'), ...me),
  closeSync: () => fs.closeSync(open[0]),
  copyFileSync: () => fs.copyFileSync(at('file'), at('copy')),
  cpSync: () => fs.cpSync(at('folder'), at('folder2'), { recursive: true }),
  existsSync: () => fs.existsSync(at('file')),
  fchmodSync: () => fs.fchmodSync(fd, 0o644),
  fchownSync: () => fs.fchownSync(fd, ...me),
  fdatasyncSync: () => fs.fdatasyncSync(fd),
  fstatSync: () => fs.fstatSync(fd),
  fsyncSync: () => fs.fsyncSync(fd),
  ftruncateSync: () => fs.ftruncateSync(fd, 100),
  futimesSync: () => fs.futimesSync(fd, 1, 1),
  globSync: () => fs.globSync('**', { cwd: at('folder') }),
  lchmodSync: () => fs.lchmodSync(at('file'), 0o644),
  lchownSync: () => fs.lchownSync(at('file'), ...me),
  linkSync: () => fs.linkSync(at('file'), at('linked')),
  lstatSync: () => fs.lstatSync(at('file')),
  lutimesSync: () => fs.lutimesSync(at('file'), 1, 1),
  mkdirSync: () => fs.mkdirSync(at('made')),
  mkdtempSync: () => fs.mkdtempSync(at('temporary-')),
  openSync: () => fs.openSync(at('file')),
  opendirSync: () => fs.opendirSync(at('folder')).close(),
  readFileSync: () => fs.readFileSync(at('file')),
  readSync: () => fs.readSync(fd, buffer),
  readdirSync: () => fs.readdirSync(at('folder')),
  readlinkSync: () => fs.readlinkSync(at('soft')),
  readvSync: () => fs.readvSync(fd, [buffer]),
  realpathSync: () => fs.realpathSync(at('soft')),
  'realpathSync.native': () => fs.realpathSync.native(at('soft')),
  renameSync: () => fs.renameSync(at('moved'), at('renamed')),
  rmSync: () => fs.rmSync(at('renamed')),
  rmdirSync: () => fs.rmdirSync(at('empty')),
  statSync: () => fs.statSync(at('file')),
  statfsSync: () => fs.statfsSync(at('file')),
  symlinkSync: () => fs.symlinkSync('file', at('soft2')),
  truncateSync: () => fs.truncateSync(at('file'), 1),
  unlinkSync: () => fs.unlinkSync(at('removed')),
  utimesSync: () => fs.utimesSync(at('file'), 1, 1),
  writeFileSync: () => fs.writeFileSync(at('written'), 'x'),
  writeSync: () => fs.writeSync(fd, buffer),
  writevSync: () => fs.writevSync(fd, [buffer]),
};

sleep(0); // start-up is over: what blocks parks from now on
assert.ok(inFiber());
const { implements: made } = patches.find(({ module }) => module === 'fs');
assert.deepStrictEqual(
  Object.keys(CALLS).sort(),
  Object.keys(made)
    .filter((name) => /Sync\b/.test(name))
    .sort(),
  'each function has its call here',
);
const absent = [];
for (const [name, call] of Object.entries(CALLS)) {
  const here = typeof name.split('.').reduce((holder, key) => holder?.[key], fs) === 'function';
  assert.strictEqual(isPatched('fs', name), here, name);
  if (here) assert.ok(parks(call), `${name} parks`);
  else absent.push(name);
}
const line = Number(process.versions.node.split('.')[0]);
assert.deepStrictEqual(
  absent,
  line === 20 ? ['globSync', 'lchmodSync'] : ['lchmodSync'],
  'only these are not in this Node',
);
console.log('ok');
