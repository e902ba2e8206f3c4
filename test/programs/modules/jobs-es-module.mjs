// it: an ES module as the main module parks where it blocks, before and after each await
// preload: greenpatch
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inFiber, sleep } from 'greenpatch/api';
import kit from '../jobs/support/kit.js';

const log = [];
/** Blocks until the loop has gone on. */
function block(name) {
  assert.ok(inFiber(), name);
  const door = kit.door(name);
  queueMicrotask(() => log.push(`a job while ${name}`));
  process.nextTick(() => log.push(`a tick while ${name}`));
  kit.loop(() => (log.push(`the loop while ${name}`), door.open()));
  door.pass();
  log.push(name);
}

sleep(0); // start-up is over: what blocks parks from now on
block('before the first await');
await null;
block('after an await');
await new Promise((resolve) => setTimeout(resolve, 1));
block('after an await of a timer');
for await (const name of ['one', 'two']) block(`in for await ${name}`);
function names() {
  const kinds = ['before the first await', 'after an await', 'after an await of a timer'];
  return [...kinds, 'in for await one', 'in for await two'];
}
for (const name of names()) {
  for (const kind of ['a job', 'a tick', 'the loop']) {
    const at = log.indexOf(`${kind} while ${name}`);
    assert.ok(at >= 0 && at < log.indexOf(name), `${kind} while ${name}`);
  }
}

// Named imports of builtins yield as well.
let others = 0;
const interval = setInterval(() => others++, 1);
assert.strictEqual(execFileSync('sh', ['-c', 'sleep 0.05; echo out'], { encoding: 'utf8' }), 'out\n');
assert.ok(readFileSync(fileURLToPath(import.meta.url), 'utf8').startsWith('// it:'));
clearInterval(interval);
assert.ok(others > 0);

const room = kit.meeting(10);
const workers = Array.from({ length: 10 }, async (_, n) => {
  await null;
  return room.attend(n);
});
assert.deepStrictEqual(await Promise.all(workers), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
assert.strictEqual(room.most, 10);
console.log('ok');
