// it: the preload takes V8's code cache of its own Node, and does without where there is none, or one that is damaged
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..', '..', '..');
const copy = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-test-')));
const caches = path.join(copy, 'dist', 'code-cache');
process.on('exit', () => fs.rmSync(copy, { recursive: true }));
for (const part of ['dist', 'package.json', 'prebuilds', 'scripts'])
  fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));

// Tells of every script that is compiled from a cache, then loads the copy, parks and says who did the work.
const program = `
const vm = require('node:vm');
const seen = [];
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    if (options.cachedData !== undefined) seen.push(this.cachedDataRejected);
  }
};
const { sleep, spawn, isPatched } = require(${JSON.stringify(copy)});
const order = [];
spawn(() => {
  const slow = spawn(() => (sleep(2), order.push('slow')));
  spawn(() => order.push('quick'));
  slow.join();
  console.log(JSON.stringify({ seen, order, patched: isPatched('fs') }));
});
`;
const run = (...flags) => JSON.parse(execFileSync(process.execPath, [...flags, '-e', program], { encoding: 'utf8' }));
const works = { order: ['quick', 'slow'], patched: true };

assert.deepStrictEqual(run(), { seen: [], ...works }, 'one that was made in another folder is left alone');
fs.rmSync(caches, { recursive: true, force: true });
execFileSync(process.execPath, [path.join(copy, 'scripts', 'code-cache.mjs')]);
const mine = fs.readdirSync(caches).filter((name) => name.startsWith(`${process.version}-`));
assert.strictEqual(mine.length, 1, `one cache for ${process.version}`);
const file = path.join(caches, mine[0]);

assert.deepStrictEqual(run(), { seen: [false], ...works }, 'it is taken');
assert.deepStrictEqual(run('--no-opt'), { seen: [true], ...works }, 'V8 refuses it under other flags');

const place = Buffer.from(`\0${path.join(copy, 'dist')}`);
const whole = fs.readFileSync(file);
fs.writeFileSync(file, Buffer.concat([whole.subarray(0, whole.length / 2), place]));
assert.deepStrictEqual(run(), { seen: [true], ...works }, 'half a cache is refused');
for (const rest of [whole.subarray(0, whole.length / 2), place, '']) {
  fs.writeFileSync(file, rest);
  assert.deepStrictEqual(run(), { seen: [], ...works }, 'what ends early is left alone');
}
fs.rmSync(file);
assert.deepStrictEqual(run(), { seen: [], ...works }, 'there need be none');

// A cache is for one text: V8 compares its length only, so the name has its hash.
const hash = createHash('sha256')
  .update(fs.readFileSync(path.join(copy, 'dist', 'core-code.js')))
  .digest('hex');
assert.ok(mine[0].endsWith(`.${hash.slice(0, 16)}`));
assert.ok(fs.readFileSync(path.join(copy, 'dist', 'core.js'), 'utf8').includes(`.${hash.slice(0, 16)}"`));
console.log('ok');
