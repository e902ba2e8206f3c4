'use strict';
// Spawn + one turn of the loop + finish, per fiber, with few (100), some (1,000) and many (n) alive at once: is there a
// number of stacks past which spawning gets slower? cold: the first time that so many are alive, when every stack is new.
const { start, since, emit, arg } = require('../common');
const { engine, run, spawn, idle, joinAll } = require('../gp');

function round(width) {
  const t = start();
  joinAll(Array.from({ length: width }, () => spawn(idle)));
  return since(t).wall / width;
}

function rounds(count, width) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += round(width);
  return sum / count;
}

run(() => {
  const n = arg(0, 20000);
  rounds(n / 100, 100);
  const few = rounds(n / 100, 100);
  round(1000);
  const some = rounds(n / 1000, 1000);
  const cold = round(n);
  const many = rounds(3, n);
  const times = { few_ns: few, some_ns: some, cold_ns: cold, many_ns: many };
  const result = { ...times, slowdown_1k: some / few, slowdown: many / few };
  emit('pool', 'greenpatch', { n, engine }, result);
});
