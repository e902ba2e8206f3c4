// it: each fiber has locals of its own, which it keeps across its parks and after its end
'use strict';
const assert = require('node:assert');
const { spawn, idle, joinAll, currentFiber } = require('greenpatch/api');

spawn(function main() {
  const key = Symbol('key');
  const fibers = Array.from({ length: 20 }, (_, n) =>
    spawn(() => {
      const { locals } = currentFiber();
      assert.ok(locals instanceof Map);
      assert.strictEqual(locals.get('given'), n);
      locals.set(key, n);
      for (let i = 0; i < 5; i++) {
        idle();
        assert.strictEqual(currentFiber().locals, locals);
        assert.strictEqual(locals.get(key), n);
      }
    }),
  );
  fibers.forEach((fiber, n) => fiber.locals.set('given', n)); // before it starts
  joinAll(fibers, { raiseError: true });
  fibers.forEach((fiber, n) =>
    assert.deepStrictEqual(
      [...fiber.locals],
      [
        ['given', n],
        [key, n],
      ],
    ),
  );
  assert.strictEqual(currentFiber().locals.size, 0);
  console.log('ok');
});
