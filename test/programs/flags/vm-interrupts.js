// it: code of vm with a time limit or `breakOnSigint` that calls what parks gives plain Node's answer, also when SIGINT comes
// preload: greenpatch
// env: GREENPATCH_WARN_HUB=off
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');

const cell = new Int32Array(new SharedArrayBuffer(4));
const park = (ms) => void Atomics.wait(cell, 0, 0, ms);
const kill = () => process.kill(process.pid, 'SIGINT');
const count = 8;
/** What `use` gives in `count` immediates. */
const all = (use) =>
  Promise.all(
    Array.from({ length: count }, (_, n) => new Promise((resolve) => setImmediate(() => resolve(tried(use, n))))),
  );
function tried(use, n) {
  try {
    return use(n);
  } catch (error) {
    return error.code;
  }
}
const run = (code, options, more) => vm.runInNewContext(code, { park, kill, ...more }, options);
const numbers = Array.from({ length: count }, (_, n) => n);
const ended = (code) => Array(count).fill(code);
const breakOnSigint = true;
const timeout = 20_000;

(async () => {
  assert.deepStrictEqual(await all((n) => run(`park(4); ${n}`, { timeout })), numbers);
  assert.deepStrictEqual(await all((n) => run(`park(4); ${n}`, { breakOnSigint })), numbers);
  assert.deepStrictEqual(
    await all(() => run('park(4); for (;;);', { timeout: 25 })),
    ended('ERR_SCRIPT_EXECUTION_TIMEOUT'),
  );
  assert.deepStrictEqual(
    await all(() => run('park(4); kill(); for (;;);', { breakOnSigint })),
    ended('ERR_SCRIPT_EXECUTION_INTERRUPTED'),
  );
  let heard = 0;
  process.on('SIGINT', () => heard++);
  assert.deepStrictEqual(
    await all(() => run('kill(); for (;;) park(1);', { breakOnSigint })),
    ended('ERR_SCRIPT_EXECUTION_INTERRUPTED'),
  );
  // One that is limited inside one that can be interrupted.
  const inner = () => (park(1), run('park(2); 1', { timeout }));
  const nested = await all((n) => run(`const x = inner(); park(2); x + ${n}`, { timeout, breakOnSigint }, { inner }));
  assert.deepStrictEqual(
    nested,
    numbers.map((n) => n + 1),
  );
  // Promise jobs of its own queue.
  const out = [];
  const job = 'Promise.resolve().then(() => { park(4); out.push(n); }); park(1); n';
  const mode = { microtaskMode: 'afterEvaluate', timeout };
  assert.deepStrictEqual(await all((n) => run(job, mode, { n, out })), numbers);
  assert.deepStrictEqual(out, numbers);
  // The listeners that were taken away for the time are back.
  assert.strictEqual(process.listenerCount('SIGINT'), 1);
  const before = heard;
  kill();
  while (heard === before) await new Promise((resolve) => setImmediate(resolve));
  process.removeAllListeners('SIGINT');
  console.log('ok');
})();
