// it: bad input: with little address space V8 keeps its share, and the fibers that do not fit get ERR_GREENPATCH_STACK, also while their spawner waits for another one
// timeout: 120000
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

function limited() {
  const { spawn, sleep } = require('greenpatch');
  let slept = 0;
  const refused = {};
  const fibers = Array.from({ length: 3000 }, () =>
    spawn(() => {
      sleep(30);
      slept++;
    }),
  );
  for (const fiber of fibers) {
    try {
      fiber.get();
    } catch (error) {
      refused[error.code] = (refused[error.code] ?? 0) + 1;
    }
  }
  // What V8 has been left is enough to go on with.
  const kept = Array.from({ length: 300_000 }, (_, n) => ({ n }));
  console.log(JSON.stringify({ slept, refused, kept: kept.length }));
}

function run(limit) {
  const command = `ulimit -v ${limit}; exec "$0" "$@"`;
  const argv = ['-c', command, process.execPath, ...process.execArgv, '-r', 'greenpatch', __filename, 'limited'];
  const { signal, status, stdout, stderr } = spawnSync('sh', argv, { encoding: 'utf8' });
  assert.deepStrictEqual([signal, status], [null, 0], `${limit}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** What Node itself takes before anything runs in it, in KiB. */
function ownSize() {
  const argv = ['-p', "/VmPeak:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]"];
  return Number(spawnSync(process.execPath, argv, { encoding: 'utf8' }).stdout);
}

if (process.argv[2] === 'limited') limited();
else {
  const least = ownSize() + 700_000;
  for (const limit of [least, least + 1_000_000, least + 2_500_000]) {
    const { slept, refused, kept } = run(limit);
    assert.deepStrictEqual(Object.keys(refused), ['ERR_GREENPATCH_STACK'], JSON.stringify({ limit, slept, refused }));
    assert.strictEqual(slept + refused.ERR_GREENPATCH_STACK, 3000);
    assert.ok(slept >= 5, `only ${slept} got a stack of ${limit} KiB`);
    assert.strictEqual(kept, 300_000);
  }
  console.log('ok');
}
