// it: require-in-the-middle and import-in-the-middle work beside the patches and adapters, whichever comes first, as tracing tools use them
// flags: --no-warnings
'use strict';
const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

/** sync-rpc asks for a free port and listens on it later: another process may have it by then. */
function run(first) {
  for (let tries = 3; ; tries--) {
    const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', __filename, first], { encoding: 'utf8' });
    if (status === 0) return;
    if (tries === 1 || !stderr.includes('EADDRINUSE')) throw new Error(`${first} first: ${status}\n${stderr}`);
  }
}

const [, , order] = process.argv;
if (order === undefined) {
  for (const first of ['tool', 'greenpatch']) run(first);
  const loader = pathToFileURL(require.resolve('import-in-the-middle')).href;
  const register = `import { register } from 'node:module'; register('${loader.replace('index.js', 'hook.mjs')}');`;
  const program = path.join(__dirname, 'support', 'imports-in-the-middle.mjs');
  const hooked = ['--no-warnings', '--import', `data:text/javascript,${encodeURIComponent(register)}`];
  for (const preload of [
    ['-r', 'greenpatch', ...hooked],
    [...hooked, '-r', 'greenpatch'],
  ]) {
    execFileSync(process.execPath, [...preload, program], { stdio: 'inherit' });
  }
  console.log('ok');
} else {
  const { Hook } = require('require-in-the-middle');
  const spans = [];
  const traced = (module, name) => {
    const original = module[name];
    module[name] = function (...args) {
      spans.push(`${name} in`);
      try {
        return original.apply(this, args);
      } finally {
        spans.push(`${name} out`);
      }
    };
  };
  const trace = () =>
    new Hook(['child_process', 'sync-rpc'], (exports, name) => {
      if (name === 'sync-rpc') return Object.assign((...args) => (spans.push('sync-rpc'), exports(...args)), exports);
      traced(exports, 'execFileSync');
      return exports;
    });
  const preload = () => require('greenpatch');
  for (const one of order === 'tool' ? [trace, preload] : [preload, trace]) one();

  const { adaptations, isPatched, joinAll, spawn } = require('greenpatch/api');
  // Not preloaded: the program is on the hub.
  spawn(() => {
    const { execFileSync: run } = require('node:child_process');
    assert.ok(isPatched('child_process', 'execFileSync'));
    // Two children at the same time: each waits for the other one's file.
    const { folder } = require('../patch/support/kit');
    const box = folder();
    const meet = (mine, other) =>
      `require('fs').writeFileSync('${mine}', ''); const t = Date.now(); while (!require('fs').existsSync('${other}')) if (Date.now() - t > 20000) process.exit(3);`;
    spans.length = 0;
    joinAll(
      ['a', 'b'].map((mine, i, all) =>
        spawn(() => run(process.execPath, ['-e', meet(mine, all[1 - i])], { cwd: box })),
      ),
    ).forEach((fiber) => fiber.get());
    assert.deepStrictEqual(spans.sort(), [
      'execFileSync in',
      'execFileSync in',
      'execFileSync out',
      'execFileSync out',
    ]);

    // The tool wraps what the adapter gives.
    spans.length = 0;
    const rpc = require('sync-rpc');
    const call = rpc(path.join(__dirname, 'support', 'rpc-worker.js'), 'x');
    const calls = [1, 2, 3].map((n) => spawn(() => call(n)));
    assert.deepStrictEqual(
      calls.map((fiber) => fiber.get()),
      ['x1', 'x2', 'x3'],
    );
    assert.deepStrictEqual(spans, ['sync-rpc']);
    assert.deepStrictEqual(
      adaptations().map(({ library, leftAlone }) => [library, leftAlone]),
      [['sync-rpc', undefined]],
    );
  }).then(() => process.exit()); // the server of sync-rpc holds the process
}
