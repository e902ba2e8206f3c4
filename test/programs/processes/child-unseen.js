// it: async hooks, diagnostics channels and the table of handles hear as little of a child process as of the original's
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, createHook, executionAsyncId } = require('node:async_hooks');
const cp = require('node:child_process');
const channel = require('node:diagnostics_channel');
const { sleep, spawn } = require('greenpatch');
const { parks } = require('../patch/support/kit');

sleep(0); // start-up is over: what blocks parks from now on
const seen = [];
for (const name of ['start', 'end', 'error'])
  channel.subscribe(`tracing:child_process.spawn:${name}`, () => seen.push(name));
channel.subscribe('child_process', () => seen.push('child_process'));
const own = /PROCESSWRAP|PIPEWRAP|WRITEWRAP|SHUTDOWNWRAP/;
const hook = createHook({ init: (id, type) => own.test(type) && seen.push(type) }).enable();
const { emit } = cp.ChildProcess.prototype;
const storage = new AsyncLocalStorage();

const run = () => {
  const id = executionAsyncId();
  const calls = [
    () => cp.execSync('cat', { input: 'fed' }),
    () => cp.spawnSync('no-such-program'),
    () => cp.spawnSync('sh', ['-c', 'echo x; exit 3'], { timeout: 60_000, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] }),
  ];
  for (const [at, call] of calls.entries()) {
    assert.strictEqual(
      parks(() => storage.run(at, () => (call(), assert.strictEqual(storage.getStore(), at)))),
      at !== 1,
    );
    assert.strictEqual(executionAsyncId(), id);
    assert.strictEqual(storage.getStore(), undefined);
  }
};
run();
spawn(run).get();
hook.disable();
assert.deepStrictEqual(seen, []);
assert.strictEqual(cp.ChildProcess.prototype.emit, emit);

// What the program's own children emit is emitted.
cp.spawn('true').on('exit', () => console.log('ok'));
