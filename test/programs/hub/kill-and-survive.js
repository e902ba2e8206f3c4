// it: a fiber may catch its kill, go on and return; each further kill is delivered, in order, one per park
'use strict';
const assert = require('node:assert');
const { spawn, idle, sleep, currentFiber } = require('greenpatch/api');
const { controlsOf, gate, settle, thrown } = require('./support/kit');

/** Parks again and again and notes what each park ends with. */
function survivor(parks) {
  const log = [];
  for (let n = 0; n < parks; n++) {
    try {
      log.push(`value ${gate(`park ${n}`).pass()}`);
    } catch (error) {
      log.push(error);
    }
  }
  return log;
}

spawn(function main() {
  // One kill after the other has been survived.
  const one = spawn(survivor, 3);
  idle();
  assert.strictEqual(spawn(() => one.kill('a', { timeout: 1 })).get(), false, 'it has not ended');
  controlsOf(one).requestKill('b');
  settle();
  assert.strictEqual(one.kill('c'), true, 'the last one ended it');
  assert.deepStrictEqual([one.state, ...one.get()], ['done', 'a', 'b', 'c']);

  // All at once: the second waits for the next park.
  const two = spawn(survivor, 3);
  idle();
  ['a', 'b', 'c'].forEach((reason) => controlsOf(two).requestKill(reason));
  assert.deepStrictEqual(two.get(), ['a', 'b', 'c']);

  // Swallowed by a finally that returns; by one that fails otherwise; by one that parks first.
  const swallowed = spawn(() => {
    try {
      sleep(60_000);
    } finally {
      return 'swallowed'; // eslint-disable-line no-unsafe-finally -- people write it
    }
  });
  const other = new Error('other');
  const failing = spawn(() => {
    try {
      sleep(60_000);
    } finally {
      idle();
      throw other; // eslint-disable-line no-unsafe-finally
    }
  });
  failing.link(() => {});
  const wrapping = spawn(() => {
    try {
      sleep(60_000);
    } catch (cause) {
      throw new Error('wrapped', { cause });
    }
  });
  wrapping.link(() => {});
  idle();
  for (const fiber of [swallowed, failing, wrapping]) assert.strictEqual(fiber.kill('K'), true);
  assert.deepStrictEqual([swallowed.state, swallowed.get()], ['done', 'swallowed']);
  assert.deepStrictEqual([failing.state, thrown(() => failing.get())], ['failed', other]);
  assert.deepStrictEqual([wrapping.state, thrown(() => wrapping.get()).cause], ['failed', 'K']);

  // Kept for later, and thrown then: that is still the kill.
  const keeping = spawn(() => {
    let kept;
    try {
      sleep(60_000);
    } catch (error) {
      kept = error;
    }
    idle();
    throw kept;
  });
  idle();
  keeping.kill({ any: 'object' });
  assert.strictEqual(keeping.state, 'killed');

  // Who waits for a killed fiber fails with its kill, and has not been killed itself.
  const victim = spawn(sleep, 60_000);
  const bystander = spawn(() => victim.get());
  bystander.link(() => {});
  idle();
  victim.kill('K');
  settle();
  assert.deepStrictEqual([victim.state, bystander.state], ['killed', 'failed']);

  // One that kills itself throws at once, in the middle of its code, and can survive that too.
  const log = [];
  const suicide = spawn(() => {
    try {
      currentFiber().kill('myself');
      log.push('must not be reached');
    } catch (error) {
      log.push(error);
    }
    idle(); // and nothing comes after it
    return 'alive';
  });
  assert.deepStrictEqual([suicide.get(), ...log], ['alive', 'myself']);
  console.log('ok');
});
