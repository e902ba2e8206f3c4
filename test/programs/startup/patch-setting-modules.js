// it: GREENPATCH_MODULES selects what is patched; the main module has its fiber all the same
// preload: greenpatch
// env: GREENPATCH_MODULES=child_process,node:net
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { isPatched, inFiber, patch } = require('greenpatch');

const on = (...modules) => modules.filter((name) => isPatched(name));
// Of what is patched always, only module is in here.
const ALL = ['Atomics', 'child_process', 'fs', 'http', 'https', 'module', 'net', 'timers', 'tls'];
assert.deepStrictEqual(on(...ALL), ['child_process', 'module', 'net']);
assert.ok(inFiber());
patch('fs');
assert.deepStrictEqual(on(...ALL), ['child_process', 'fs', 'module', 'net']);

const run = (modules) =>
  execFileSync(
    process.execPath,
    [
      '-r',
      'greenpatch',
      '-e',
      `const g = require('greenpatch'); console.log(g.inFiber(), ${JSON.stringify(ALL)}.filter((name) => g.isPatched(name)).join())`,
    ],
    { encoding: 'utf8', stdio: 'pipe', cwd: __dirname, env: { ...process.env, GREENPATCH_MODULES: modules } },
  ).trim();
assert.strictEqual(run('none'), 'true module');
assert.strictEqual(run('all'), `true ${ALL}`);
assert.strictEqual(run('atomics'), 'true Atomics,module');
assert.throws(() => run('fs,nonsense'), {
  status: 1,
  stderr: /ERR_GREENPATCH_PATCH[^]*|There is no patch of nonsense/,
});
assert.throws(() => run('fs;net'), { status: 1, stderr: /GREENPATCH_MODULES is set to/ });
console.log('ok');
