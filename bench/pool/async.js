'use strict';
// As greenpatch.js in this folder, with async functions: what so many alive cost the loop and the heap alone.
const { start, since, emit, arg, setImmediateAsync } = require('../common');

async function round(width) {
  const t = start();
  await Promise.all(Array.from({ length: width }, setImmediateAsync));
  return since(t).wall / width;
}

async function main() {
  const n = arg(0, 20000);
  const rounds = async (count, width) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += await round(width);
    return sum / count;
  };
  await rounds(n / 100, 100);
  const few = await rounds(n / 100, 100);
  await round(1000);
  const some = await rounds(n / 1000, 1000);
  const cold = await round(n);
  const many = await rounds(3, n);
  const times = { few_ns: few, some_ns: some, cold_ns: cold, many_ns: many };
  const result = { ...times, slowdown_1k: some / few, slowdown: many / few };
  emit('pool', 'async', { n }, result);
}
main();
