// it: fifty workers, each with parked and ended fibers, leave no thread, no memory mapping and no memory behind
// timeout: 60000
'use strict';
const assert = require('assert');
const fs = require('fs');
const { once } = require('events');
const { Worker } = require('worker_threads');

const code = `
  const { Coroutine } = require(${JSON.stringify(require.resolve('../../../dist/fiber'))});
  for (let i = 0; i < 66; i++) new Coroutine(() => Coroutine.suspend()).resume();
  for (let i = 0; i < 66; i++) new Coroutine(() => 1).resume();
`;
const threads = () => fs.readdirSync('/proc/self/task').length;
const mappings = () => fs.readFileSync('/proc/self/maps', 'utf8').split('\n').length;
const status = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);

async function waves(count) {
  for (let i = 0; i < count; i++) {
    const worker = new Worker(code, { eval: true });
    worker.on('error', (error) => assert.fail(error.stack));
    const [exitCode] = await once(worker, 'exit');
    assert.strictEqual(exitCode, 0);
  }
}

(async () => {
  await waves(10); // what is made once: the allocator's arenas, V8's caches
  const before = { threads: threads(), mappings: mappings(), size: status('VmSize'), data: status('RssAnon') };
  await waves(50);
  // A thread that has been joined is still listed for a moment, until the kernel is done with it.
  for (let turns = 0; threads() > before.threads && turns < 10_000; turns++) await new Promise(setImmediate);
  const after = { threads: threads(), mappings: mappings(), size: status('VmSize'), data: status('RssAnon') };
  const shown = JSON.stringify({ before, after });
  assert.strictEqual(after.threads, before.threads, shown);
  // A chunk of stacks left by each worker would be 50 mappings and 3.6 GiB.
  assert.ok(after.mappings - before.mappings < 40, shown);
  assert.ok(after.size - before.size < 300 * 1024, shown);
  assert.ok(after.data - before.data < 40 * 1024, shown);
  console.log('ok');
})();
