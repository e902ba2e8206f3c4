// it: libuv's pool has the threads that GREENPATCH_POOL says, and neither the program nor its children see how
// preload: greenpatch
// env: GREENPATCH_POOL=7
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync } = require('node:child_process');
const fs = require('node:fs');
const { engineStatus, startPool } = require('../../../dist/fiber');

assert.strictEqual(process.env.UV_THREADPOOL_SIZE, undefined);
assert.strictEqual(execSync('echo "[$UV_THREADPOOL_SIZE]"', { encoding: 'utf8' }), '[]\n');
const { binding } = engineStatus().engine;
assert.deepStrictEqual(startPool(binding), { size: 7, by: 'GREENPATCH_POOL' });
assert.strictEqual(binding.startPool(9), 0, 'it has been started already');

/** What a process of its own says. */
const asked = (env) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '-r',
        'greenpatch',
        '-e',
        `console.log(JSON.stringify([${status}, process.env.UV_THREADPOOL_SIZE, ${threads}]))`,
      ],
      {
        cwd: `${__dirname}/../../..`,
        env: { ...process.env, ...env },
        encoding: 'utf8',
      },
    ),
  );
const status = `require('./dist/fiber').startPool(require('./dist/fiber').engineStatus().engine.binding)`;
const threads = `require('fs').readdirSync('/proc/self/task').length`;
const [few, many] = ['2', '30'].map((size) => asked({ GREENPATCH_POOL: size, GREENPATCH_FS: 'park' }));
assert.deepStrictEqual([few[0].size, many[0].size, few[1], many[1]], [2, 30, null, null]);
// On engine `threads` fibers have threads as well, one more or less.
assert.ok(Math.abs(many[2] - few[2] - 28) <= 2, `${few[2]} threads and ${many[2]}`);
const own = asked({ UV_THREADPOOL_SIZE: '5', GREENPATCH_POOL: '30' });
assert.deepStrictEqual(own.slice(0, 2), [{ size: 5, by: 'UV_THREADPOOL_SIZE' }, '5']);
assert.deepStrictEqual(asked({ GREENPATCH_POOL: 'off' })[0], { size: 4, by: 'libuv' });
assert.ok(fs.existsSync(__filename));
console.log('ok');
