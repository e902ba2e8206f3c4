/* global test, expect, jest */
// Each test file has a realm and modules of its own: what it requires is the copy that was preloaded.
const load = (entry = '') => require(process.env.PACKAGE + entry);

test('the API of the copy that was preloaded', () => {
  const api = load();
  const { inFiber, isPatched, joinAll, Semaphore, sleep, spawn } = api;
  expect([inFiber(), isPatched('fs')]).toEqual([true, true]);
  const order = [];
  const slot = new Semaphore(1);
  const at = (name, ms) => () => (slot.acquire(), sleep(ms), order.push(name), slot.release());
  joinAll([spawn(at('first', 5)), spawn(at('second', 0))]);
  expect(order).toEqual(['first', 'second']);
  expect(load('/dist/api.js')).toBe(api);
  const { settle } = load('/dist/testing');
  jest.resetModules();
  expect(load()).toBe(api);
  expect(load('/dist/testing').settle).toBe(settle);
});
