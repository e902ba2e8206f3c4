// it: coroutines park under V8's own native frames (sort, getters, proxies, iterators, JSON, classes, ...) and interleave there
// The trap: such frames live on the coroutine's stack; two in the same builtin must not disturb each other.
// flags: --expose-gc
'use strict';
const assert = require('assert');
const vm = require('vm');
const { Coroutine } = require('../../../dist/fiber');

const numbers = Array.from({ length: 12 }, (_, i) => (i * 7) % 12);
const sorted = [...numbers].sort((a, b) => a - b);
const iterable = (park) => ({
  *[Symbol.iterator]() {
    for (const n of numbers) yield park(n);
  },
});

/** Each gets park, which suspends and returns its argument; the result must be what it is without parking. */
const forms = {
  sort: (park) => [...numbers].sort((a, b) => park(a) - b),
  typedSort: (park) => [...new Int32Array(numbers).sort((a, b) => park(a) - b)],
  toSorted: (park) => (numbers.toSorted ? numbers.toSorted((a, b) => park(a) - b) : sorted),
  getter: (park) =>
    ({
      get value() {
        return park(1);
      },
    }).value,
  setter: (park) => {
    let got;
    ({
      set value(v) {
        got = park(v);
      },
    }).value = 2;
    return got;
  },
  toJSON: (park) => JSON.stringify({ a: { toJSON: () => park('a') }, b: [1, { toJSON: () => park('b') }] }),
  replacer: (park) => JSON.stringify({ a: 1, b: { c: 2 } }, (key, value) => park(value)),
  reviver: (park) => JSON.parse('{"a":[1,2,{"b":3}]}', (key, value) => park(value)),
  proxy: (park) => {
    const target = { a: 1 };
    const proxy = new Proxy(target, {
      get: (object, key) => park(object[key]),
      has: (object, key) => park(key in object),
      ownKeys: (object) => park(Reflect.ownKeys(object)),
      getOwnPropertyDescriptor: (object, key) => park(Reflect.getOwnPropertyDescriptor(object, key)),
      defineProperty: (object, key, descriptor) => park(Reflect.defineProperty(object, key, descriptor)),
    });
    proxy.b = 2;
    return [proxy.a, 'a' in proxy, Object.keys(proxy), { ...proxy }];
  },
  proxyCall: (park) => {
    const Callable = new Proxy(function Target() {}, { apply: () => park(1), construct: () => ({ made: park(2) }) });
    return [Callable(), new Callable().made];
  },
  generator: (park) => [
    ...(function* () {
      for (const n of numbers) yield park(n);
    })(),
  ],
  delegated: (park) => [
    ...(function* () {
      yield* iterable(park);
    })(),
  ],
  generatorReturn: (park) => {
    const log = [];
    for (const n of (function* () {
      try {
        for (const m of numbers) yield park(m);
      } finally {
        log.push(park('closed'));
      }
    })()) {
      log.push(n);
      if (log.length === 3) break;
    }
    return log;
  },
  arrayFrom: (park) => Array.from(iterable(park), (n) => park(n) + 1),
  destructuring: (park) => {
    const [a, , b = park('default'), ...rest] = iterable(park);
    return [a, b, rest];
  },
  spread: (park) => Math.max(...iterable(park)),
  mapConstructor: (park) => [
    ...new Map(
      Array.from(numbers, (n) => ({
        get 0() {
          return park(n);
        },
        get 1() {
          return park(-n);
        },
      })),
    ),
  ],
  replace: (park) => 'a1b22c333'.replace(/\d+/g, (match) => park(`<${match}>`)),
  replaceSymbol: (park) => 'abc'.replace({ [Symbol.replace]: (text) => park(`${text}!`) }, ''),
  splitSpecies: (park) =>
    class extends RegExp {
      exec(text) {
        park(0);
        return super.exec(text);
      }
    } &&
    'a,b,c'.split(
      new (class extends RegExp {
        exec(text) {
          park(0);
          return super.exec(text);
        }
      })(','),
    ),
  reduce: (park) => numbers.reduce((sum, n) => park(sum + n), 0),
  forEachMap: (park) => {
    const out = [];
    new Map(numbers.map((n) => [n, -n])).forEach((value, key) => out.push(park([key, value])));
    return out;
  },
  flatMap: (park) => numbers.flatMap((n) => park([n, n])),
  toPrimitive: (park) => [
    +{ [Symbol.toPrimitive]: () => park(5) },
    `${{ toString: () => park('text') }}`,
    { valueOf: () => park(3) } * 2,
  ],
  hasInstance: (park) => ({}) instanceof { [Symbol.hasInstance]: () => park(true) },
  construct: (park) =>
    Reflect.construct(
      class Base {
        constructor() {
          this.target = park(new.target.name);
        }
      },
      [],
      class Derived {},
    ).target,
  derivedClass: (park) =>
    new (class extends class {
      field = park('base');
      constructor() {
        this.own = park(new.target.name);
      }
    } {
      other = park('derived');
      constructor() {
        park('before super');
        super();
      }
    })(),
  staticBlock: (park) =>
    class {
      static first = park(1);
      static {
        this.second = park(this.first + 1);
      }
      static [park('computed')] = 3;
    }.second,
  promiseExecutor: (park) => {
    let inside;
    new Promise((resolve) => resolve((inside = park('executor'))));
    return inside;
  },
  thenGetter: (park) => {
    let seen = 0;
    Promise.resolve({
      get then() {
        return void (seen = park(1));
      },
    });
    return seen;
  },
  directEval: (park) => eval('park(1) + eval("park(2)")'),
  indirectEval: (park) => ((globalThis.parkGlobally = park), (0, eval)('parkGlobally(1)')),
  newFunction: (park) => new Function('park', 'return park(7)')(park),
  vmScript: (park) => vm.runInNewContext('[3, 1, 2].sort((a, b) => park(a) - b).join()', { park }),
  taggedTemplate: (park) =>
    ((strings, ...values) => park(strings.raw.join('|') + values.join()))`a${park(1)}b${park(2)}c`,
  arguments: (park) =>
    (function () {
      park(0);
      return [...arguments].join();
    })(park(1), park(2)),
  bound: (park) => park.bind(null, 4)(),
  call: (park) => Function.prototype.call.call(park, null, 5),
  apply: (park) => Reflect.apply(park, null, [6]),
  accessorOnArray: (park) => Object.defineProperty([1, 2, 3], 1, { get: () => park(20) }).concat([4]),
  objectAssign: (park) =>
    Object.assign(
      {},
      {
        get a() {
          return park(1);
        },
        get b() {
          return park(2);
        },
      },
    ),
  fromEntries: (park) =>
    Object.fromEntries(
      (function* () {
        for (const n of [1, 2]) yield park([`key${n}`, n]);
      })(),
    ),
  groupBy: (park) => (Object.groupBy ? { ...Object.groupBy(numbers, (n) => park(n % 2 ? 'odd' : 'even')) } : null),
  optional: (park) => park(null)?.[park('never')] ?? park('default'),
  withStatement: (park) => new Function('park', 'with ({ get x() { return park(9) } }) return x')(park),
  errorStack: (park) => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = () => park('prepared');
    try {
      return new Error('x').stack;
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  },
  dateToPrimitive: (park) => new Date({ valueOf: () => park(86_400_000) }).getTime(),
  bigint: (park) => BigInt.asIntN(64, { valueOf: () => park(3n) }),
  atomics: (park) => Atomics.add(new Int32Array(4), 0, { valueOf: () => park(3) }),
  structuredClone: (park) =>
    structuredClone({
      get a() {
        return park(1);
      },
    }),
  intl: (park) =>
    new Intl.NumberFormat('en', {
      get minimumFractionDigits() {
        return park(2);
      },
    }).format(1),
};

for (const [name, form] of Object.entries(forms)) {
  let parks = 0;
  const expected = form((value) => (parks++, value));
  // The stack trace of an error is prepared once, under the others' eyes: not together.
  const together = name === 'errorStack' || name === 'indirectEval' ? 1 : 5;
  const all = Array.from({ length: together }, () => new Coroutine(() => form((value) => Coroutine.suspend(value))));
  let out;
  const outs = all.map((one) => one.resume());
  for (let n = 0; n < parks; n++) {
    if (n === 1) gc({ type: 'minor' });
    for (const [i, one] of all.entries()) {
      assert.strictEqual(one.state, 'suspended', `${name}: ${outs[i]?.stack ?? outs[i]}`);
      outs[i] = one.resume(outs[i]);
    }
  }
  for (const [i, one] of all.entries()) {
    assert.strictEqual(one.state, 'returned', `${name}: ${outs[i]?.stack ?? outs[i]}`);
    out = outs[i];
    assert.deepStrictEqual(
      typeof out === 'object' && out !== null ? { ...out } : out,
      typeof expected === 'object' && expected !== null ? { ...expected } : expected,
      name,
    );
  }
  if (!['toSorted', 'groupBy'].includes(name)) assert.ok(parks > 0, `${name} never parks`);
}
console.log('ok');
