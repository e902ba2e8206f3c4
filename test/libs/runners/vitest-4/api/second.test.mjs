// As in ../../jest/api, also for what is imported.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

test('the API of the copy that was preloaded', async () => {
  const api = createRequire(import.meta.url)(process.env.PACKAGE);
  const { inFiber, isPatched, joinAll, Semaphore, sleep, spawn } = api;
  expect(isPatched('fs')).toBe(true);
  const order = [];
  const slot = new Semaphore(1);
  const at = (name, ms) => () => (slot.acquire(), sleep(ms), order.push(name, inFiber()), slot.release());
  await spawn(() => joinAll([spawn(at('first', 5)), spawn(at('second', 0))]));
  expect(order).toEqual(['first', true, 'second', true]);
  const imported = await import(`${process.env.PACKAGE}/dist/index.mjs`);
  expect(imported.spawn).toBe(spawn);
});
