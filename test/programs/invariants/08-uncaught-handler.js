// it: invariant 8: every unobserved failure reaches uncaughtException once, the very thing that was thrown, and the rest goes on
'use strict';
const assert = require('node:assert');
const { spawn, idle, joinAll } = require('greenpatch/api');

const seen = [];
process.on('uncaughtException', (error, origin) => {
  assert.strictEqual(origin, 'uncaughtException');
  seen.push(error);
});
process.on('unhandledRejection', () => assert.fail('nothing here is a promise'));

const thrown = [new Error('a'), 'text', 0, null, undefined, Object.freeze({ b: 1 }), Symbol('c'), () => {}, NaN, 7n];
for (const what of thrown) {
  spawn(() => {
    throw what;
  });
  spawn(() => {
    idle();
    throw what;
  });
}
const others = Array.from({ length: 20 }, (_, n) => spawn(() => (idle(), idle(), n)));
process.on('exit', () => {
  assert.deepStrictEqual(seen, [...thrown, ...thrown]);
  console.log('ok');
});
spawn(() => {
  const results = joinAll(others).map((fiber) => fiber.get());
  assert.deepStrictEqual(
    results,
    others.map((_, n) => n),
  );
});
