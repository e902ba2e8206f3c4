// it: async generators and async iterators: yield, delegation, return and throw in the middle, several consumers
'use strict';
const { log, note } = require('../kit');

async function* numbers(label, count) {
  try {
    for (let i = 0; i < count; i++) {
      log(`${label} yields ${i}`);
      yield i;
    }
    return 'returned';
  } finally {
    log(`${label} finally`);
    await null;
    log(`${label} finally, later`);
  }
}
async function* delegating() {
  note('delegating');
  log(yield* numbers('inner', 2));
  yield Promise.resolve('promise');
  yield* [Promise.resolve('sync iterable'), 'value'];
}
const iterable = {
  [Symbol.asyncIterator]() {
    let i = 0;
    return {
      next: () => ({ done: i >= 3, value: i++ }),
      return: () => (log('iterator return'), {}),
    };
  },
};
async function consume(label, source, limit = Infinity) {
  for await (const value of source) {
    note(`${label} got ${value}`);
    if (value >= limit) break;
  }
  note(`${label} done`);
}

consume('a', numbers('A', 3));
consume('b', numbers('B', 9), 1);
consume('delegating', delegating());
consume('iterable', iterable);
consume('iterable broken off', iterable, 1);
consume('sync', [1, Promise.resolve(2)]);

// Requests that are queued before the generator has begun.
const queued = numbers('queued', 5);
for (const ask of ['next', 'next', 'throw', 'return', 'next'])
  queued[ask](ask === 'throw' ? new Error('thrown in') : ask).then(
    ({ done, value }) => log(`queued ${ask}: ${done} ${value}`),
    (error) => log(`queued ${ask}: ${error.message}`),
  );
process.nextTick(note, 'tick');
setImmediate(() => consume('in an immediate', numbers('C', 2)));
