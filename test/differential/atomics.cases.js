'use strict';
// Atomics.wait with good and bad input; another thread notifies.
const { Worker } = require('node:worker_threads');

const ints = (length = 4) => new Int32Array(new SharedArrayBuffer(length * 4));
const bigs = (length = 4) => new BigInt64Array(new SharedArrayBuffer(length * 8));

/** A thread that notifies until somebody was waiting. */
function notifier(array, index) {
  const code = `
    const { array, index } = require('node:worker_threads').workerData;
    while (Atomics.notify(array, index, 1) === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);`;
  new Worker(code, { eval: true, execArgv: [], workerData: { array, index } }).unref();
}

/** Says when it is looked at. */
function traced(log, name, value) {
  return { valueOf: () => (log.push(name), value) };
}

module.exports = function cases() {
  const list = [];
  const add = (label, run) => list.push([label, run]);
  for (const [name, make, zero, one] of [
    ['Int32Array', ints, 0, 1],
    ['BigInt64Array', bigs, 0n, 1n],
  ]) {
    add(`${name} timed out`, () => Atomics.wait(make(), 0, zero, 20));
    add(`${name} not equal`, () => Atomics.wait(make(), 0, one, 20));
    add(`${name} not equal without limit`, () => Atomics.wait(make(), 3, one));
    add(`${name} no time`, () => Atomics.wait(make(), 0, zero, 0));
    add(`${name} negative time`, () => Atomics.wait(make(), 0, zero, -5));
    add(`${name} notified`, () => {
      const array = make();
      notifier(array, 2);
      return Atomics.wait(array, 2, zero);
    });
    add(`${name} notified in time`, () => {
      const array = make();
      notifier(array, 1);
      return Atomics.wait(array, 1, zero, 60_000);
    });
    add(`${name} notified, NaN for a time`, () => {
      const array = make();
      notifier(array, 0);
      return Atomics.wait(array, 0, zero, NaN);
    });
    add(`${name} index as text`, () => Atomics.wait(make(), '1', zero, 5));
    add(`${name} index out of range`, () => Atomics.wait(make(), 4, zero, 5));
    add(`${name} index negative`, () => Atomics.wait(make(), -1, zero, 5));
    add(`${name} index fraction`, () => Atomics.wait(make(), 1.7, zero, 5));
    add(`${name} index symbol`, () => Atomics.wait(make(), Symbol('x'), zero, 5));
    add(`${name} value of the other kind`, () => Atomics.wait(make(), 0, name === 'Int32Array' ? 0n : 0, 5));
    add(`${name} value undefined`, () => Atomics.wait(make(), 0, undefined, 5));
    add(`${name} value text`, () => Atomics.wait(make(), 0, '0', 5));
    add(`${name} value symbol`, () => Atomics.wait(make(), 0, Symbol('x'), 5));
    add(`${name} timeout text`, () => Atomics.wait(make(), 0, zero, '5'));
    add(`${name} timeout symbol`, () => Atomics.wait(make(), 0, zero, Symbol('x')));
    add(`${name} timeout bigint`, () => Atomics.wait(make(), 0, zero, 5n));
    add(`${name} order of conversions`, () => {
      const log = [];
      const outcome = Atomics.wait(
        make(),
        traced(log, 'index', 0),
        traced(log, 'value', zero),
        traced(log, 'timeout', 1),
      );
      return [outcome, log];
    });
    add(`${name} waits as long as it is told`, () => {
      const started = performance.now();
      const outcome = Atomics.wait(make(), 0, zero, 50);
      return [outcome, performance.now() - started >= 49];
    });
    add(`${name} on memory that is not shared`, () => {
      const array = name === 'Int32Array' ? new Int32Array(4) : new BigInt64Array(4);
      return Atomics.wait(array, 0, zero, 5);
    });
  }
  const wrong = [
    undefined,
    null,
    {},
    [],
    'x',
    1,
    new Uint8Array(8),
    new Uint32Array(new SharedArrayBuffer(8)),
    new DataView(new SharedArrayBuffer(8)),
    new SharedArrayBuffer(8),
  ];
  for (const [at, value] of wrong.entries()) add(`array wrong ${at}`, () => Atomics.wait(value, 0, 0, 5));
  add('no arguments', () => Atomics.wait());
  add('array throws late', () =>
    Atomics.wait(
      ints(),
      {
        valueOf: () => {
          throw new RangeError('mine');
        },
      },
      0,
      5,
    ),
  );
  return list;
};
