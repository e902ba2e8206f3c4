'use strict';
// Promise jobs, ticks and callbacks that park, in many forms at the same time, with objects of all ages on their stacks.
const assert = require('node:assert');
const fs = require('node:fs');
const { Readable } = require('node:stream');
const { AsyncLocalStorage } = require('node:async_hooks');

const cell = new Int32Array(new SharedArrayBuffer(4));
const block = (ms) => Atomics.wait(cell, 0, 0, ms);
const storage = new AsyncLocalStorage();
/** Garbage, and something that is checked after the park. */
const make = (n) => ({ n, text: `number ${n}`.repeat(3), list: Array.from({ length: 20 }, (_, i) => ({ i, n })) });
const check = (made, n) => assert.deepStrictEqual(made, make(n));

const forms = {
  async awaiting(n) {
    const made = make(n);
    await null;
    block(n % 5);
    check(made, n);
    await new Promise((resolve) => setTimeout(resolve, 1));
    block(n % 3);
    check(made, n);
  },
  ticking: (n) =>
    new Promise((resolve) => {
      const made = make(n);
      process.nextTick(() => {
        block(n % 4);
        check(made, n);
        queueMicrotask(() => resolve(block(1)));
      });
    }),
  calling: (n) =>
    new Promise((resolve, reject) => {
      const made = make(n);
      fs.stat('/', (error) => {
        block(n % 4);
        check(made, n);
        if (error) reject(error);
        else resolve();
      });
    }),
  async iterating(n) {
    let sum = 0;
    for await (const { value } of Readable.from([1, 2, 3].map((value) => ({ value })))) {
      const made = make(value);
      block(1);
      check(made, value);
      sum += value;
    }
    assert.strictEqual(sum, 6, `sum of ${n}`);
  },
  async failing(n) {
    await null;
    const made = make(n);
    try {
      await (async () => {
        await null;
        block(2);
        throw new Error(made.text);
      })();
      assert.fail('did not throw');
    } catch (error) {
      assert.strictEqual(error.message, made.text);
    }
  },
};

/** Runs `count` of each form at the same time, `rounds` times. */
exports.run = async ({ count, rounds }) => {
  for (let round = 0; round < rounds; round++) {
    const numbers = Array.from({ length: count }, (_, n) => n);
    const one = (form, n) => storage.run(n, async () => (await form(n), assert.strictEqual(storage.getStore(), n)));
    await Promise.all(Object.values(forms).flatMap((form) => numbers.map((n) => one(form, n))));
    globalThis.gc?.();
  }
};
