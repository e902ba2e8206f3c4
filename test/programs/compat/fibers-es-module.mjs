// it: import 'fibers' and 'fibers/future' give what require gives, where no such package is installed
// preload: greenpatch
import assert from 'node:assert';
import { createRequire } from 'node:module';
import Fiber from 'fibers';
import Future from 'fibers/future';

const require = createRequire(import.meta.url);
assert.strictEqual(Fiber, require('fibers'));
assert.strictEqual(Future, require('fibers/future'));
assert.strictEqual(Fiber, process.fiberLib);
assert.strictEqual((await import('fibers')).default, Fiber);
assert.deepStrictEqual(
  Future.task(
    () => Fiber.yield === Fiber.yield,
    () => 2,
  ) instanceof Future,
  true,
);
await assert.rejects(import('fibers/nothing'), { code: 'ERR_MODULE_NOT_FOUND' });
await assert.rejects(import('fibers-are-not-this'), { code: 'ERR_MODULE_NOT_FOUND' });
assert.throws(() => require('fibers/nothing'), { code: 'MODULE_NOT_FOUND' });
console.log('ok');
