// it: a main module that asks for others to run, by spawn or a wait of the API, parks from then on
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const common = JSON.stringify(path.join(__dirname, 'support', 'common.js'));
const ASKS = {
  nothing: '',
  sleep: 'sleep(0)',
  idle: 'idle()',
  spawn: 'spawn(() => {})',
  spawnLater: 'spawnLater(1, () => {})',
  wait: 'wait(new Promise((resolve) => setTimeout(resolve, 1)))',
  Channel: 'const c = new Channel(); setTimeout(() => c.putAsync(1), 1); c.get()',
  nursery: 'nursery((n) => n.spawn(() => {}))',
  Pool: 'new Pool(1).spawn(() => {})',
  'an added function': `require('node:timers').sleepSync(1)`,
};
for (const [what, ask] of Object.entries(ASKS)) {
  const program = `
    const { Channel, idle, nursery, Pool, sleep, spawn, spawnLater, wait } = require('greenpatch');
    const { blocks } = require(${common});
    const before = blocks();
    ${ask};
    console.log(before, blocks());`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-r', 'greenpatch', '-e', program], { encoding: 'utf8' });
  assert.strictEqual(stdout, `false ${what !== 'nothing'}\n`, `${what}: ${stderr}`);
}
const limited = `
  const { withTimeout } = require('greenpatch');
  try { withTimeout(5, () => require('node:child_process').execFileSync('sleep', ['600'])); } catch ({ code }) { console.log(code); }`;
const { stdout } = spawnSync(process.execPath, ['-r', 'greenpatch', '-e', limited], { encoding: 'utf8' });
assert.strictEqual(stdout, 'ERR_GREENPATCH_TIMEOUT\n');
console.log('ok');
