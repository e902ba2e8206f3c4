// Twenty fibers ask one worker at the same time, some are killed or time out, and each gets its own answer:
//   node -r greenpatch main.mjs <name in libraries.mjs> <folder in whose node_modules it is>
import assert from 'node:assert';
import { createRequire } from 'node:module';
import { libraries } from './libraries.mjs';

const { idle, joinAll, killAll, spawn, withTimeout } = createRequire(import.meta.url)('greenpatch/api');
const [, , name, folder] = process.argv;
const { call, close = () => {}, once = false } = await libraries[name](folder);
const COUNT = 20;
const UNIT_MS = 5;

/** What an error or an answer looks like. */
const outcome = (text, ms) => {
  try {
    return call(text, ms);
  } catch (error) {
    return /fail\d+/.exec(error.message)?.[0] ?? error;
  }
};
const ask = (text, ms) => spawn(outcome, text, ms);
const results = (fibers) => (joinAll(fibers), fibers.map((fiber) => fiber.get()));

await spawn(() => {
  // The first one asked is answered last.
  const texts = Array.from({ length: COUNT }, (_, n) => (n % 5 === 4 ? `fail${n}` : `text${n}`));
  const fibers = texts.map((text, n) => ask(text, UNIT_MS * (COUNT - n)));
  assert.deepStrictEqual(results(fibers), texts);
});

await spawn(() => {
  if (once) return;
  // Killed, and out of time, while the worker is at it: the answers that come late go to no fiber.
  const killed = ask('killed', 40 * UNIT_MS);
  const late = spawn(() => withTimeout(4 * UNIT_MS, () => call('late', 40 * UNIT_MS)));
  joinAll([late]);
  killAll([killed]);
  const quick = ['a', 'b', 'c', 'd', 'e'];
  assert.deepStrictEqual(results(quick.map((text) => ask(text, UNIT_MS))), quick);
  const texts = ['f', 'g', 'h', 'i', 'j', 'k'];
  assert.deepStrictEqual(
    texts.map((text) => outcome(text, 10 * UNIT_MS)),
    texts,
  );
});

// Killed before it has begun, and while it waits for a worker that is free.
await spawn(() => {
  if (once) return;
  const fibers = Array.from({ length: COUNT + 10 }, (_, n) => ask(`text${n}`, UNIT_MS));
  const asked = fibers.filter((_, n) => n % 3 > 0);
  idle();
  killAll(fibers.filter((_, n) => n % 3 === 0));
  assert.deepStrictEqual(
    results(asked),
    fibers.map((_, n) => `text${n}`).filter((_, n) => n % 3 > 0),
  );
});
// An answer that no fiber waits for any more does not hold the process open.
await spawn(() => {
  if (!once) assert.throws(() => withTimeout(UNIT_MS, () => call('never', 600_000)));
  close();
});
console.log('ok');
