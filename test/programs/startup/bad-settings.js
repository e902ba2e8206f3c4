// it: bad input: a setting in the environment that cannot be used is named in ERR_GREENPATCH_INVALID_ARG, with what it may be
// engines: switch
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const program = `
  const report = (error) => console.log(JSON.stringify({ code: error.code, message: error.message }));
  try {
    const { spawn } = require('greenpatch/api');
    spawn(() => console.log(JSON.stringify('works')));
  } catch (error) {
    report(error);
  }
  setImmediate(() => {}); // the loop is as alive as ever
`;
function run(env) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GREENPATCH_')));
  const options = { env: { ...clean, ...env }, cwd: path.join(__dirname, '..', '..', '..'), encoding: 'utf8' };
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, ['-e', program], options);
  assert.deepStrictEqual([signal, status, stderr], [null, 0, ''], JSON.stringify(env));
  return JSON.parse(stdout);
}

const refused = {
  GREENPATCH_ENGINE: ['turbo', 'Switch', ' switch', 'switch,threads'],
  GREENPATCH_STACK_KB: ['-1', 'big', '1.5', '1e3', '99999999', '0x10', '1073741824', 'NaN', 'Infinity'],
  GREENPATCH_SLICE_MS: ['0', '-5', 'soon', '5ms', '600000'],
  GREENPATCH_FRAMES: ['1', 'none'],
  GREENPATCH_SPAWN_SITES: ['1', 'many'],
};
for (const [name, values] of Object.entries(refused)) {
  for (const value of values) {
    const { code, message } = run({ [name]: value });
    assert.strictEqual(code, 'ERR_GREENPATCH_INVALID_ARG', `${name}=${value}`);
    assert.ok(message.includes(`${name} is set to ${JSON.stringify(value)}, which is not one of `), message);
    assert.match(message, /Correct it or unset it\.$/);
  }
}

const accepted = {
  GREENPATCH_ENGINE: ['', 'auto', 'switch', 'threads'],
  GREENPATCH_STACK_KB: ['', '0', '984', '2000'],
  GREENPATCH_SLICE_MS: ['', '1', '60000'],
  GREENPATCH_FRAMES: ['', 'hide', 'show'],
  GREENPATCH_SPAWN_SITES: ['', 'some', 'all', 'none'],
};
for (const [name, values] of Object.entries(accepted)) {
  for (const value of values) assert.strictEqual(run({ [name]: value }), 'works', `${name}=${value}`);
}

const off = run({ GREENPATCH_ENGINE: 'off' });
assert.strictEqual(off.code, 'ERR_GREENPATCH_ENGINE');
assert.match(off.message, /Fibers do not work here: GREENPATCH_ENGINE=off.*greenpatch doctor.*unset GREENPATCH_ENGINE/);
console.log('ok');
