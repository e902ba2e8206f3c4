// it: bad input: stacks beyond what vm.max_map_count lets guard zones have, on kernels without guard markers, are said once
// engines: switch
// timeout: 120000
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Takes guard markers away, as if the kernel was an older one. */
const library = path.join(
  __dirname,
  '..',
  '..',
  '..',
  '.cache',
  'test-addon',
  process.versions.modules,
  'no_markers.node',
);
const guarded = Math.floor(Number(fs.readFileSync('/proc/sys/vm/max_map_count', 'utf8')) / 4 / 2);

function program(count) {
  const { spawn, sleep } = require('greenpatch/api');
  const { housekeeping } = require('../../../dist/fiber');
  const warnings = [];
  process.on('warning', ({ code, message }) => warnings.push({ code, message }));
  spawn(() => {
    const fibers = Array.from({ length: count }, () => spawn(() => sleep(50)));
    for (const fiber of fibers) fiber.get();
    setImmediate(() => console.log(JSON.stringify({ warnings, stats: housekeeping.stats() })));
  });
}

function run(count) {
  const env = { ...process.env, LD_PRELOAD: library };
  const argv = [...process.execArgv, __filename, 'child', String(count)];
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, argv, { env, encoding: 'utf8' });
  assert.deepStrictEqual([signal, status], [null, 0], stdout + stderr);
  return { ...JSON.parse(stdout), stderr };
}

if (process.argv[2] === 'child') program(Number(process.argv[3]));
else if (guarded > 20_000) {
  // The limit has been raised: it would take as many fibers to reach it.
  console.log('ok');
} else {
  const few = run(200);
  assert.deepStrictEqual(few.warnings, []);
  assert.strictEqual(few.stats.guarded, few.stats.created);
  const many = run(guarded + 300);
  assert.deepStrictEqual(
    many.warnings.map(({ code }) => code),
    ['GREENPATCH_UNGUARDED'],
  );
  assert.match(many.warnings[0].message, /no guard zone.*vm\.max_map_count/);
  assert.strictEqual(many.stats.guarded, guarded);
  assert.ok(many.stats.created > guarded + 200);
  console.log('ok');
}
