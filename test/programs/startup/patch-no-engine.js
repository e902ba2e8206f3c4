// it: without an engine a preloaded program runs unpatched, with one warning; with GREENPATCH_REQUIRE=1 it fails at once
// engines: switch
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { tree } = require('../patch/support/kit');

const at = tree({
  'app.js': `
    const fs = require('fs');
    const greenpatch = require('greenpatch');
    require('greenpatch/api');
    console.log(greenpatch.inFiber(), greenpatch.isPatched('fs'), fs.readFileSync(__filename).length > 0);
    try { greenpatch.patch() } catch (error) { console.log(error.code) }
    try { greenpatch.spawn(() => {}) } catch (error) { console.log(error.code) }`,
  'no-addon.js': `
    const { Module } = require('module');
    const { _load } = Module;
    Module._load = function (request, ...rest) {
      if (/greenpatch[^/]*\\.node$/.test(request)) throw new Error('no addon here');
      return _load.call(this, request, ...rest);
    };`,
});
const root = path.join(__dirname, '..', '..', '..');
require('node:fs').mkdirSync(at('node_modules'));
require('node:fs').symlinkSync(root, at('node_modules/greenpatch'));

function run(env, ...before) {
  const { GREENPATCH_REQUIRE: _, ...others } = process.env;
  const args = [...before.flatMap((name) => ['-r', at(name)]), '-r', 'greenpatch', at('app.js')];
  return spawnSync(process.execPath, args, {
    cwd: path.dirname(at('app.js')),
    env: { ...others, ...env },
    encoding: 'utf8',
  });
}
const UNPATCHED = 'false false true\nERR_GREENPATCH_ENGINE\nERR_GREENPATCH_ENGINE\n';

const off = run({ GREENPATCH_ENGINE: 'off' });
assert.deepStrictEqual([off.status, off.stdout, off.stderr], [0, UNPATCHED, ''], 'it was asked for');

const refused = run({ GREENPATCH_ENGINE: 'auto' }, 'no-addon.js');
assert.deepStrictEqual([refused.status, refused.stdout], [0, UNPATCHED]);
assert.strictEqual(refused.stderr.match(/GreenpatchWarning/g).length, 1, refused.stderr);
assert.match(
  refused.stderr,
  /\[ERR_GREENPATCH_ENGINE\] GreenpatchWarning: .*no addon here.*greenpatch doctor.*runs unpatched/,
);

for (const [env, ...before] of [[{ GREENPATCH_ENGINE: 'off' }], [{ GREENPATCH_ENGINE: 'auto' }, 'no-addon.js']]) {
  const required = run({ ...env, GREENPATCH_REQUIRE: '1' }, ...before);
  assert.deepStrictEqual([required.status, required.stdout], [1, '']);
  assert.match(required.stderr, /GreenpatchError: Fibers do not work here/);
}
const wrong = run({ GREENPATCH_ENGINE: 'steam' });
assert.strictEqual(wrong.status, 1);
assert.match(wrong.stderr, /ERR_GREENPATCH_INVALID_ARG/);
console.log('ok');
