// it: the clean-up of a killed fiber may park; a further kill or an outer timeout ends that park, and no other
'use strict';
const clock = require('./support/clock');
const assert = require('node:assert');
const { spawn, idle, sleep, withTimeout } = require('greenpatch/api');
const { controlsOf, settle, thrown } = require('./support/kit');

const log = [];
function cleaning(name) {
  try {
    try {
      sleep(60_000);
    } finally {
      log.push(`${name} cleans up`);
      sleep(100);
      log.push(`${name} has cleaned up`);
    }
  } catch (error) {
    log.push(`${name} ends with ${error}`);
    throw error;
  }
}

spawn(function main() {
  const calm = spawn(cleaning, 'calm');
  idle();
  const killer = spawn(() => calm.kill('K'));
  settle();
  assert.strictEqual(killer.state, 'parked', 'kill waits for the clean-up');
  clock.advance(100);
  assert.strictEqual(killer.get(), true);
  assert.deepStrictEqual(log.splice(0), ['calm cleans up', 'calm has cleaned up', 'calm ends with K']);

  const hasty = spawn(cleaning, 'hasty');
  idle();
  controlsOf(hasty).requestKill('first');
  settle();
  controlsOf(hasty).requestKill('second');
  assert.strictEqual(
    thrown(() => hasty.get()),
    'second',
  );
  assert.strictEqual(hasty.state, 'killed');
  assert.deepStrictEqual(log.splice(0), ['hasty cleans up', 'hasty ends with second']);

  const limited = spawn(() => withTimeout(50, () => cleaning('limited'), { error: 'T' }));
  limited.link(() => {});
  settle();
  controlsOf(limited).requestKill('K');
  settle();
  clock.advance(50);
  assert.strictEqual(
    thrown(() => limited.get()),
    'T',
  );
  assert.strictEqual(limited.state, 'failed');
  assert.deepStrictEqual(log.splice(0), ['limited cleans up', 'limited ends with T']);
  assert.strictEqual(clock.pending(), 0);

  // A killer that gives up waiting, and one that is killed while it waits: the clean-up goes on all the same.
  const slow = spawn(cleaning, 'slow');
  settle();
  const impatient = spawn(() => slow.kill('K', { timeout: 10 }));
  settle();
  clock.advance(10);
  assert.strictEqual(impatient.get(), false);
  clock.advance(90);
  assert.strictEqual(
    thrown(() => slow.get()),
    'K',
  );
  assert.deepStrictEqual(log.splice(0), ['slow cleans up', 'slow has cleaned up', 'slow ends with K']);
  const thorough = spawn(cleaning, 'thorough');
  settle();
  const killed = spawn(() => thorough.kill('K', { timeout: 1000 }));
  settle();
  assert.strictEqual(killed.kill(), true);
  clock.advance(100);
  assert.strictEqual(
    thrown(() => thorough.get()),
    'K',
  );
  assert.deepStrictEqual(log.splice(0), ['thorough cleans up', 'thorough has cleaned up', 'thorough ends with K']);
  assert.strictEqual(clock.pending(), 0);
  console.log('ok');
});
