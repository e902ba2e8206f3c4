// it: worker threads of offload are not patched, however greenpatch was preloaded
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { offload } = require('greenpatch');

const root = path.join(__dirname, '..', '..', '..');
/** Names of what is not Node's own on that thread. */
const patched = () =>
  ['readFileSync', 'statSync'].filter((name) => !require('node:fs')[name].toString().includes('binding')).length;
/** Whether a blocking call keeps its thread. */
const blocks = () => {
  let others = false;
  setImmediate(() => (others = true));
  require('node:fs').readdirSync('.');
  return !others;
};

if (process.argv[2] === 'child') {
  console.log(
    JSON.stringify([offload(blocks), offload(() => process.execArgv), offload(() => process.env.NODE_OPTIONS)]),
  );
} else {
  assert.ok(patched() > 0, 'it is patched here');
  assert.strictEqual(offload(patched), 0);
  assert.strictEqual(offload(blocks), true);
  assert.ok(!offload(() => process.execArgv).some((arg) => arg.includes('greenpatch')));
  const ways = [
    { flags: ['-r', root, '--no-deprecation'] },
    { flags: ['--no-deprecation', `--require=${root}`] },
    { flags: [], options: `--require=${root}` },
  ];
  for (const { flags, options = '' } of ways) {
    const env = { ...process.env, NODE_OPTIONS: options };
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, __filename, 'child'], { env, encoding: 'utf8' });
    assert.strictEqual(stderr, '');
    const kept = flags.filter((flag) => flag === '--no-deprecation');
    assert.deepStrictEqual(JSON.parse(stdout), [true, kept, options]);
  }
  console.log('ok');
}
