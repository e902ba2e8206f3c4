// it: what moves to a worker thread is adapted only when that is asked for by name
// preload: greenpatch
// env: GREENPATCH_COMPAT=all,better-sqlite3:offload
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { adapt, isAdapted, unadapt } = require('greenpatch/api');

const adapted = () => ['deasync', 'better-sqlite3', 'node:sqlite'].map((name) => isAdapted(name));
assert.deepStrictEqual(adapted(), [true, true, false]);
unadapt();
assert.deepStrictEqual(adapted(), [false, false, false]);
adapt('deasync');
adapt('node:sqlite', { offload: true });
assert.deepStrictEqual(adapted(), [true, false, true]);
adapt('fibers', { offload: false });

const code = 'ERR_GREENPATCH_PATCH';
assert.throws(() => adapt('better-sqlite3'), { code, message: /adapt\('better-sqlite3', \{ offload: true \}\)/ });
assert.throws(() => adapt('better-sqlite3', {}), { code });
assert.throws(() => adapt('deasync', { offload: true }), { code, message: /moves nothing to another thread/ });
assert.throws(() => adapt('nothing', { offload: true }), { code });
for (const wrong of [null, { offload: 1 }])
  assert.throws(() => adapt('better-sqlite3', wrong), { code: 'ERR_GREENPATCH_INVALID_ARG' });
assert.deepStrictEqual(adapted(), [true, false, true]);

const show =
  "const { isAdapted } = require('greenpatch/api'); console.log(['deasync', 'better-sqlite3'].map(isAdapted).join())";
const run = (value) => {
  const options = {
    env: { ...process.env, GREENPATCH_COMPAT: value },
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 20_000,
  };
  return execFileSync(process.execPath, ['-r', 'greenpatch', '-e', show], options).trim();
};
assert.strictEqual(run(''), 'true,false');
assert.strictEqual(run('better-sqlite3:offload'), 'false,true');
for (const [wrong, why] of [
  ['better-sqlite3', /has to be asked for/],
  ['deasync:offload', /moves nothing/],
  ['deasync:other', /no adapter/],
])
  assert.throws(() => run(wrong), { stderr: why });
console.log('ok');
