// it: signals, threads and deep stacks do not disturb a call that blocks truly, nor it them
// timeout: 60000
'use strict';
const assert = require('node:assert');
const cp = require('node:child_process');
const { isMainThread, Worker, workerData, parentPort } = require('node:worker_threads');
require('greenpatch');

const sum = (n) =>
  cp.execFileSync('sh', ['-c', `cat; exit ${n % 2}`], { input: 'x'.repeat(n * 1000), stdio: 'pipe' }).length;
/** Lengths of output by the number of each child, -1 where it fails. */
const many = (from) =>
  Array.from({ length: 40 }, (_, i) => {
    try {
      return sum(from + i);
    } catch (error) {
      assert.strictEqual(error.status, 1);
      return -error.stdout.length;
    }
  });
const expected = (from) => Array.from({ length: 40 }, (_, i) => ((from + i) % 2 === 0 ? 1 : -1) * (from + i) * 1000);

if (!isMainThread) {
  parentPort.postMessage(many(workerData));
  return;
}

function signals() {
  const heard = { SIGUSR2: 0, SIGCHLD: 0, SIGWINCH: 0 };
  for (const name of Object.keys(heard)) process.on(name, () => heard[name]++);
  const storm =
    'for i in 1 2 3 4 5 6 7 8 9; do kill -USR2 $PPID; kill -WINCH $PPID; kill -34 $$ & done; trap "" 34; wait; echo done';
  const { stdout, status } = cp.spawnSync('sh', ['-c', `trap "" 34; ${storm}`], { encoding: 'utf8' });
  assert.deepStrictEqual({ stdout, status }, { stdout: 'done\n', status: 0 });
  assert.deepStrictEqual(heard, { SIGUSR2: 0, SIGCHLD: 0, SIGWINCH: 0 }, 'no listener runs in the call');
  return heard;
}

/** Calls at each depth near the end of the stack: an answer or a RangeError, and nothing is left behind. */
function deep() {
  let answers = 0;
  let overflows = 0;
  (function down() {
    try {
      down();
    } catch {
      // the end of the stack
    }
    if (answers >= 5) return;
    try {
      if (cp.spawnSync('true').status !== 0) throw new Error('wrong answer');
      answers++;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      overflows++;
    }
  })();
  assert.ok(answers === 5 && overflows > 0, `${answers} ${overflows}`);
}

const masks = () =>
  require('node:fs')
    .readFileSync('/proc/self/status', 'utf8')
    .match(/^Sig(Blk|Ign|Cgt).*$/gm);

const own = new Promise((resolve) => cp.spawn('sh', ['-c', 'exit 42']).on('exit', resolve));
const heard = signals();
const before = process.platform === 'linux' ? masks() : null;
deep();
if (before !== null) assert.deepStrictEqual(masks(), before, 'the mask and the handlers of this process stay');
const workers = [1, 2, 3].map((i) => {
  const worker = new Worker(__filename, { workerData: i * 10 });
  return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
});
assert.deepStrictEqual(many(0), expected(0));
(async () => {
  assert.deepStrictEqual(await Promise.all(workers), [expected(10), expected(20), expected(30)]);
  assert.strictEqual(await own, 42, 'an asynchronous child is not mixed up with them');
  for (const [name, times] of Object.entries(heard)) assert.ok(times > 0, `${name} is heard after the call`);
  for (const name of Object.keys(heard)) process.removeAllListeners(name);
  console.log('ok');
})();
