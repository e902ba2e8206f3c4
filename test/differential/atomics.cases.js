'use strict';
// Atomics.wait with good and bad input; another thread notifies.
const vm = require('node:vm');
const { Worker } = require('node:worker_threads');

const ints = (length = 4) => new Int32Array(new SharedArrayBuffer(length * 4));
const bigs = (length = 4) => new BigInt64Array(new SharedArrayBuffer(length * 8));

/** A thread that notifies until there was a waiter. */
function notifier(array, index) {
  const code = `
    const { array, index } = require('node:worker_threads').workerData;
    while (Atomics.notify(array, index, 1) === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);`;
  new Worker(code, { eval: true, execArgv: [], workerData: { array, index } }).unref();
}

/** One thread for many cases: notifies the waiters at a place, `count` of them at most, until there was one. */
function startNotifying() {
  const code = `
    const nowhere = new Int32Array(new SharedArrayBuffer(4));
    require('node:worker_threads').parentPort.on('message', ({ array, index, count }) => {
      while (Atomics.notify(array, index, count) === 0) Atomics.wait(nowhere, 0, 0, 1);
    });`;
  const worker = new Worker(code, { eval: true, execArgv: [] });
  worker.unref();
  return (array, index, count = 1) => worker.postMessage({ array, index, count });
}

/** Shared memory of every kind. Memory that can grow is made by each case anew. */
const MEMORY = {
  fixed: () => new SharedArrayBuffer(64),
  growable: () => new SharedArrayBuffer(32, { maxByteLength: 64 }),
  grown: () => {
    const buffer = new SharedArrayBuffer(16, { maxByteLength: 64 });
    buffer.grow(64);
    return buffer;
  },
  wasm: () => new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }).buffer,
  'wasm grown': () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    memory.grow(1);
    return memory.buffer;
  },
  'of another context': () => vm.runInNewContext('new SharedArrayBuffer(64)'),
};
const KINDS = [
  [Int32Array, 0, 1],
  [BigInt64Array, 0n, 1n],
];

const broken = () => {
  throw new RangeError('mine');
};
/** What stands for a number of milliseconds: none waits longer than a moment. */
const FINITE = {
  zero: 0,
  'minus zero': -0,
  negative: -1,
  '-Infinity': -Infinity,
  tiny: Number.MIN_VALUE,
  'a part': 0.4,
  one: 1,
  'one and a part': 1.3,
  three: 3,
  text: '2',
  'text with spaces': ' 2\n',
  'hexadecimal text': '0x2',
  'text of a part': '.5',
  'empty text': '',
  null: null,
  false: false,
  true: true,
  'empty array': [],
  'array of one': [2],
  'Number object': Object(2),
  valueOf: { valueOf: () => 2 },
  toString: { valueOf: () => ({}), toString: () => '2' },
  toPrimitive: { [Symbol.toPrimitive]: (hint) => (hint === 'number' ? 2 : broken()) },
  'old date': new Date(2),
};
const ENDLESS = {
  undefined: undefined,
  NaN: NaN,
  Infinity: Infinity,
  word: 'soon',
  object: {},
  function: () => 5,
  'array of two': [1, 2],
  'more than there is': 1e300,
};
const UNFIT = {
  bigint: 5n,
  'bigint object': Object(5n),
  symbol: Symbol('x'),
  'valueOf throws': { valueOf: broken },
  'valueOf gives a symbol': { valueOf: () => Symbol('x') },
  'valueOf gives a bigint': { valueOf: () => 1n },
  'nothing primitive': { valueOf: () => ({}), toString: () => [] },
  'no prototype': Object.create(null),
  'toPrimitive no function': { [Symbol.toPrimitive]: 1 },
  'toPrimitive gives an object': { [Symbol.toPrimitive]: () => ({}) },
  'getter throws': Object.defineProperty({}, Symbol.toPrimitive, { get: broken }),
};
const INDEXES = {
  undefined: undefined,
  null: null,
  NaN: NaN,
  'minus zero': -0,
  'negative part': -0.9,
  part: 0.9,
  true: true,
  'empty text': '',
  word: 'x',
  object: {},
  array: [1],
  valueOf: { valueOf: () => 1 },
  last: 3,
  length: 4,
  negative: -1,
  Infinity: Infinity,
  '-Infinity': -Infinity,
  '2 ** 32': 2 ** 32,
  '2 ** 53': 2 ** 53,
  ...UNFIT,
};
const VALUES = {
  'minus zero': -0,
  part: 0.5,
  NaN: NaN,
  null: null,
  true: true,
  false: false,
  text: '0',
  word: 'x',
  object: {},
  array: [],
  '2 ** 32': 2 ** 32,
  '2n ** 64n': 2n ** 64n,
  '-(2n ** 63n)': -(2n ** 63n),
  zero: 0,
  '0n': 0n,
  valueOf: { valueOf: () => 0 },
  'valueOf, bigint': { valueOf: () => 0n },
  ...UNFIT,
};
const WRONG = {
  undefined: () => undefined,
  null: () => null,
  object: () => ({}),
  function: () => () => {},
  'plain array': () => [0, 0],
  SharedArrayBuffer: () => new SharedArrayBuffer(8),
  DataView: () => new DataView(new SharedArrayBuffer(8)),
  Buffer: () => Buffer.from(new SharedArrayBuffer(8)),
  proxy: () => new Proxy(ints(), {}),
  inherits: () => Object.create(ints()),
  prototype: () => Int32Array.prototype,
};
for (const type of ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Uint32', 'Float32', 'Float64', 'BigUint64']) {
  const Type = globalThis[`${type}Array`];
  WRONG[`${type}Array`] = () => new Type(new SharedArrayBuffer(8));
  WRONG[`${type}Array, not shared`] = () => new Type(1);
}

/** The outcome, and whether all of the time was over. */
function timed(ms, run) {
  const started = performance.now();
  const outcome = run();
  return [outcome, performance.now() - started >= ms];
}

/** Says when it is looked at. */
function traced(log, name, value) {
  return { valueOf: () => (log.push(name), value) };
}

/** Every kind of memory, array, index, value and time with each other, as far as they have to do with each other. */
function addMatrix(add) {
  const notifySoon = startNotifying();
  for (const [Kind, zero, one] of KINDS) {
    const { name } = Kind;
    for (const [memory, make] of Object.entries(MEMORY)) {
      const label = `${name} in ${memory} memory`;
      for (const [time, ms] of Object.entries(FINITE)) {
        add(`${label}, timeout ${time}`, () => timed(Number(ms), () => Atomics.wait(new Kind(make()), 1, zero, ms)));
      }
      for (const [time, ms] of Object.entries({ ...ENDLESS, ...UNFIT })) {
        add(`${label}, not equal, timeout ${time}`, () => Atomics.wait(new Kind(make()), 1, one, ms));
      }
      for (const [time, ms] of Object.entries(ENDLESS)) {
        add(`${label}, notified, timeout ${time}`, () => {
          const array = new Kind(make(), 8);
          notifySoon(array, 2);
          return Atomics.wait(array, 2, zero, ms);
        });
      }
      add(`${label}, out of range`, () => Atomics.wait(new Kind(make()), 20_000, zero, 1));
      add(`${label}, notified through another view`, () => {
        const buffer = make();
        notifySoon(new Int32Array(buffer), 4);
        return Atomics.wait(new Kind(buffer, 16, 1), 0, zero, 60_000);
      });
    }
    for (const [index, at] of Object.entries(INDEXES)) {
      for (const [time, ms] of Object.entries({ short: 2, text: '1', unfit: 1n })) {
        add(`${name}, index ${index}, timeout ${time}`, () =>
          Atomics.wait(new Kind(new SharedArrayBuffer(Kind.BYTES_PER_ELEMENT * 4)), at, zero, ms),
        );
      }
    }
    for (const [kind, value] of Object.entries(VALUES)) {
      add(`${name}, value ${kind}`, () => Atomics.wait(new Kind(new SharedArrayBuffer(8)), 0, value, 1));
      add(`${name}, value ${kind}, unfit index`, () => Atomics.wait(new Kind(new SharedArrayBuffer(8)), 9, value, 1));
    }
    addConversions(add, Kind, zero, one);
  }
  for (const [kind, make] of Object.entries(WRONG)) {
    for (const value of [0, 0n]) {
      add(`array is ${kind}, ${typeof value}`, () => Atomics.wait(make(), 0, value, 1));
    }
    add(`array is ${kind}, the rest is not looked at`, () => Atomics.wait(make(), { valueOf: broken }, 0, 1));
  }
  for (const [Kind, zero] of KINDS) {
    add(`${Kind.name} of length 0`, () => Atomics.wait(new Kind(new SharedArrayBuffer(0)), 0, zero, 1));
    add(`${Kind.name} detached`, () => {
      const array = new Kind(4);
      structuredClone(array.buffer, { transfer: [array.buffer] });
      return Atomics.wait(array, 0, zero, 1);
    });
    add(`${Kind.name} with properties of its own`, () => {
      const array = new Kind(new SharedArrayBuffer(32));
      for (const key of ['buffer', 'byteOffset', 'length', 'constructor'])
        Object.defineProperty(array, key, { get: broken });
      return Atomics.wait(array, 2, zero, 1);
    });
  }
}

/** What conversions do to the memory, and what blocks in them. */
function addConversions(add, Kind, zero, one) {
  const { name } = Kind;
  const make = () => new Kind(new SharedArrayBuffer(32));
  for (const at of [0, 1, 2]) {
    const where = ['index', 'value', 'timeout'][at];
    const input = (fn) => {
      const plain = [1, zero, 2];
      const valueOf = () => (fn(), plain[at]);
      return plain.map((value, place) => (place === at ? { valueOf } : value));
    };
    add(`${name}, its ${where} changes what is compared`, () => {
      const array = make();
      return Atomics.wait(array, ...input(() => Atomics.store(array, 1, one)));
    });
    add(`${name}, its ${where} blocks`, () => {
      const log = [];
      const outcome = Atomics.wait(make(), ...input(() => log.push(Atomics.wait(make(), 0, zero, 3))));
      return [outcome, log];
    });
    add(`${name}, its ${where} blocks and is refused`, () =>
      Atomics.wait(make(), ...input(() => Atomics.wait(make(), 0, zero, 3) && broken())),
    );
    add(`${name}, its ${where} notifies too early`, () => {
      const array = make();
      const log = [];
      const outcome = Atomics.wait(array, ...input(() => log.push(Atomics.notify(array, 1))));
      return [outcome, log];
    });
    add(`${name}, its ${where} makes the memory larger`, () => {
      const array = new Kind(new SharedArrayBuffer(16, { maxByteLength: 64 }));
      return [Atomics.wait(array, ...input(() => array.buffer.grow(64))), array.length];
    });
  }
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
  addMatrix(add);
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
