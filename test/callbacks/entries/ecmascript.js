'use strict';
/* eslint-disable eqeqeq, no-prototype-builtins -- what they warn of is what is to be tried */
// ECMAScript's functions and syntax that call code of the program. Each entry makes what is used, and gives a function that uses it.
// `call` stands in that code: it gives back its argument, and blocks.

/** Converts to `value`, and blocks. */
const as = (call, value) => ({ [Symbol.toPrimitive]: () => call(value) });
const text = (call, value) => ({ toString: () => call(value) });
const number = (call, value) => ({ valueOf: () => call(value) });
const getter = (call, object) => {
  const made = {};
  for (const [key, value] of Object.entries(object))
    Object.defineProperty(made, key, { get: () => call(value), enumerable: true, configurable: true });
  return made;
};
function* slowly(call, values) {
  for (const value of values) yield call(value);
}
/** Can be iterated any number of times. */
const iterable = (call, values) => ({
  [Symbol.iterator]() {
    let n = 0;
    return {
      next: () => (n < values.length ? { value: call(values[n++]), done: false } : { value: undefined, done: true }),
      return: () => (call(0), {}),
      [Symbol.iterator]() {
        return this;
      },
    };
  },
});
const NUMBERS = [5, 3, 9, 1];

const arrays = {};
const list = (name, use) => (arrays[`Array.prototype.${name}`] = (call) => () => use([...NUMBERS], call));
list('map', (a, call) => a.map((x) => call(x * 2)));
list('filter', (a, call) => a.filter((x) => call(x > 2)));
list('forEach', (a, call) => {
  const seen = [];
  a.forEach((x) => seen.push(call(x)));
  return seen;
});
list('every', (a, call) => a.every((x) => call(x > 0)));
list('some', (a, call) => a.some((x) => call(x > 8)));
list('find', (a, call) => a.find((x) => call(x > 8)));
list('findIndex', (a, call) => a.findIndex((x) => call(x > 8)));
list('findLast', (a, call) => a.findLast((x) => call(x > 3)));
list('findLastIndex', (a, call) => a.findLastIndex((x) => call(x > 3)));
list('reduce', (a, call) => a.reduce((sum, x) => call(sum + x), 0));
list('reduceRight', (a, call) => a.reduceRight((sum, x) => `${sum}${call(x)}`, ''));
list('flatMap', (a, call) => a.flatMap((x) => [call(x), x]));
list('flat', (a, call) => [a, new Proxy([1, 2], { get: (t, k, r) => call(Reflect.get(t, k, r)) })].flat());
list('sort', (a, call) => a.sort((x, y) => call(x - y)));
list('toSorted', (a, call) => a.toSorted((x, y) => call(x - y)));
list('toSpliced', (a, call) => a.toSpliced(as(call, 1), as(call, 2), 7));
list('with', (a, call) => a.with(as(call, 1), 7));
list('at', (a, call) => a.at(as(call, -1)));
list('concat', (a, call) => a.concat(getter(call, { [Symbol.isConcatSpreadable]: 1, length: 2, 0: 'x', 1: 'y' }), { get [Symbol.isConcatSpreadable]() { return call(true); }, length: 1, 0: 'z' })); // prettier-ignore
list('copyWithin', (a, call) => a.copyWithin(as(call, 0), as(call, 1), as(call, 3)));
list('fill', (a, call) => a.fill(0, as(call, 1), as(call, 3)));
list('includes', (a, call) => a.includes(9, as(call, 1)));
list('indexOf', (a, call) => [].indexOf.call(getter(call, { length: 3, 0: 1, 1: 2, 2: 3 }), 2));
list('lastIndexOf', (a, call) => [].lastIndexOf.call(getter(call, { length: 3, 0: 1, 1: 2, 2: 3 }), 1));
list('join', (a, call) => [text(call, 'a'), text(call, 'b')].join(text(call, '-')));
list('toString', (a, call) => [text(call, 'a'), [text(call, 'b'), 1]].toString());
list('toLocaleString', (a, call) => [{ toLocaleString: () => call('x') }, 2].toLocaleString());
list('toReversed', (a, call) => [].toReversed.call(getter(call, { length: 3, 0: 1, 1: 2, 2: 3 })));
list('reverse', (a, call) => [].reverse.call(new Proxy(a, { has: (t, k) => call(k in t) })));
list('pop', (a, call) => [].pop.call(new Proxy(a, { deleteProperty: (t, k) => call(delete t[k]) })));
list('push', (a, call) => [].push.call(new Proxy(a, { set: (t, k, v) => (call(0), (t[k] = v), true) }), 4));
list('shift', (a, call) => [].shift.call(new Proxy(a, { get: (t, k) => call(t[k]) })));
list('unshift', (a, call) => [].unshift.call(new Proxy(a, { get: (t, k) => call(t[k]) }), 1));
list('slice', (a, call) => a.slice(as(call, 1), as(call, 3)));
list('splice', (a, call) => a.splice(as(call, 1), as(call, 2), 8));
list('slice species', (a, call) => {
  class Own extends Array {
    static get [Symbol.species]() {
      return call(Array);
    }
  }
  return [Own.from(a).slice(1).constructor.name, Own.from(a).map((x) => x).length];
});
list('keys', (a, call) => [...[].keys.call(getter(call, { length: 3 }))]);
list('values', (a, call) => [...[].values.call(getter(call, { length: 2, 0: 4, 1: 5 }))]);
list('entries', (a, call) => [...[].entries.call(getter(call, { length: 2, 0: 4, 1: 5 }))]);

const statics = {
  'Array.from': (call) => () => Array.from(iterable(call, NUMBERS), (x) => call(x + 1)),
  'Array.from array-like': (call) => () => Array.from(getter(call, { length: 3, 0: 1, 1: 2, 2: 3 }), (x) => call(x)),
  'Array.of': (call) => () => {
    const made = [];
    function Own() {
      return new Proxy([], { defineProperty: (t, k, d) => (made.push(call(String(k))), Reflect.defineProperty(t, k, d)), set: (t, k, v) => (made.push(call(`${String(k)}=${v}`)), (t[k] = v), true) }); // prettier-ignore
    }
    Array.of.call(Own, 1, 2);
    return made;
  },
  'Array.isArray': (call) => () => [Array.isArray(new Proxy([], {})), call(1)],
  'Array.fromAsync': (call) => () => Array.fromAsync?.(iterable(call, [1, 2, 3]), (x) => call(x * 2)),
  'Object.assign': (call) => () => Object.assign({}, getter(call, { a: 1, b: 2 }), { c: 3 }),
  'Object.assign setter': (call) => () => {
    const seen = [];
    Object.assign({ set a(v) { seen.push(call(v)); } }, { a: 1 }); // prettier-ignore
    return seen;
  },
  'Object.entries': (call) => () => Object.entries(getter(call, { a: 1, b: 2 })),
  'Object.values': (call) => () => Object.values(getter(call, { a: 1, b: 2 })),
  'Object.fromEntries': (call) => () => Object.fromEntries(iterable(call, [['a', 1], ['b', 2]])), // prettier-ignore
  'Object.groupBy': (call) => () =>
    Object.groupBy && { ...Object.groupBy(NUMBERS, (x) => call(x > 4 ? 'big' : 'small')) },
  'Map.groupBy': (call) => () => Map.groupBy && [...Map.groupBy(NUMBERS, (x) => call(x > 4))],
  'Object.defineProperty': (call) => () => Object.getOwnPropertyDescriptor(Object.defineProperty({}, text(call, 'a'), getter(call, { value: 1, enumerable: true })), 'a'), // prettier-ignore
  'Object.defineProperties': (call) => () =>
    Object.defineProperties({}, getter(call, { a: { value: 1, enumerable: true } })),
  'Object.create': (call) => () => Object.create({}, getter(call, { a: { value: 1, enumerable: true } })),
  'Object.hasOwn': (call) => () => Object.hasOwn({ a: 1 }, text(call, 'a')),
  'Object.freeze': (call) => () => Object.isFrozen(Object.freeze(new Proxy({ a: 1 }, { defineProperty: (t, k, d) => (call(0), Reflect.defineProperty(t, k, d)) }))), // prettier-ignore
  'Object.seal': (call) => () =>
    Object.isSealed(Object.seal(new Proxy({ a: 1 }, { ownKeys: (t) => call(Reflect.ownKeys(t)) }))),
  'Object.is': (call) => () => [Object.is(call(1), 1)],
  'Object.prototype.toString': (call) => () => Object.prototype.toString.call({ get [Symbol.toStringTag]() { return call('Own'); } }), // prettier-ignore
  'Object.prototype.toLocaleString': (call) => () => ({ toString: () => call('x') }).toLocaleString(),
  'Object.prototype.hasOwnProperty': (call) => () => ({ a: 1 }).hasOwnProperty(text(call, 'a')),
  'Object.prototype.propertyIsEnumerable': (call) => () => ({ a: 1 }).propertyIsEnumerable(text(call, 'a')),
  'Object.prototype.isPrototypeOf': (call) => () =>
    Array.prototype.isPrototypeOf(new Proxy([], { getPrototypeOf: (t) => call(Reflect.getPrototypeOf(t)) })), // prettier-ignore, eslint-disable-line
  'Object.prototype.__defineGetter__': (call) => () => { const o = {}; o.__defineGetter__('a', () => call(4)); return o.a; }, // prettier-ignore
  'Object.prototype.__lookupGetter__': (call) => () => typeof ({ get a() { return 1; } }).__lookupGetter__(text(call, 'a')), // prettier-ignore
};

const TRAPS = {
  get: (p) => p.a,
  set: (p) => ((p.b = 2), p.b),
  has: (p) => 'a' in p,
  deleteProperty: (p) => delete p.a,
  defineProperty: (p) => Reflect.defineProperty(p, 'c', { value: 1, configurable: true }),
  getOwnPropertyDescriptor: (p) => Object.getOwnPropertyDescriptor(p, 'a'),
  ownKeys: (p) => Object.keys(p),
  getPrototypeOf: (p) => Object.getPrototypeOf(p) === Object.prototype,
  setPrototypeOf: (p) => Reflect.setPrototypeOf(p, Object.prototype),
  isExtensible: (p) => Object.isExtensible(p),
  preventExtensions: (p) => Reflect.preventExtensions(p),
};
const proxies = {};
for (const [trap, use] of Object.entries(TRAPS)) {
  proxies[`Proxy ${trap}`] = (call) => () =>
    use(new Proxy({ a: 1 }, { [trap]: (...args) => (call(0), Reflect[trap](...args)) }));
}
Object.assign(proxies, {
  'Proxy apply': (call) => () => new Proxy((a, b) => a + b, { apply: (f, self, args) => call(f(...args)) })(1, 2),
  'Proxy construct': (call) => () =>
    new new Proxy(Array, { construct: (f, args) => call(Reflect.construct(f, args)) })(3).length,
  'Proxy.revocable': (call) => () => Proxy.revocable({ a: 1 }, { get: (t, k) => call(t[k]) }).proxy.a,
  'Proxy handler getter': (call) => () => new Proxy({ a: 1 }, getter(call, { get: (t, k) => t[k] })).a,
  'Reflect.apply': (call) => () => Reflect.apply((a, b) => call(a + b), null, getter(call, { length: 2, 0: 1, 1: 2 })),
  'Reflect.construct': (call) => () => Reflect.construct(class { constructor(a) { this.a = call(a); } }, getter(call, { length: 1, 0: 7 })).a, // prettier-ignore
  'Reflect.get': (call) => () => Reflect.get({ get a() { return call(this.b); } }, 'a', { b: 3 }), // prettier-ignore
  'Reflect.set': (call) => () => Reflect.set({ set a(v) { call(v); } }, 'a', 1), // prettier-ignore
  'Reflect.ownKeys': (call) => () => Reflect.ownKeys(new Proxy({ a: 1 }, { ownKeys: () => call(['a', 'b']) })),
});

const strings = {
  'String.prototype.replace': (call) => () => 'abcabc'.replace(/b(c)/g, (m, c) => call(`<${c}>`)),
  'String.prototype.replace sticky': (call) => () => 'aab'.replace(/a/y, () => call('x')),
  'String.prototype.replace string': (call) => () => 'abc'.replace('b', () => call('x')),
  'String.prototype.replaceAll': (call) => () => 'abab'.replaceAll('b', () => call('x')),
  'String.prototype.replace Symbol.replace': (call) => () =>
    'abc'.replace({ [Symbol.replace]: (s, r) => call(s + r) }, 'x'),
  'String.prototype.match': (call) => () => 'abc'.match({ [Symbol.match]: (s) => call([s]) }),
  'String.prototype.matchAll': (call) => () => [...'abcabc'.matchAll({ get flags() { return call('g'); }, [Symbol.matchAll]: (s) => iterable(call, [s, s]) })], // prettier-ignore
  'String.prototype.search': (call) => () => 'abc'.search({ [Symbol.search]: (s) => call(s.length) }),
  'String.prototype.split': (call) => () => 'a-b-c'.split({ [Symbol.split]: (s) => call(s.split('-')) }),
  'String.prototype.concat': (call) => () => 'a'.concat(text(call, 'b'), text(call, 'c')),
  'String.prototype.includes': (call) => () => 'abc'.includes(text(call, 'b'), as(call, 0)),
  'String.prototype.indexOf': (call) => () => 'abc'.indexOf(text(call, 'c')),
  'String.prototype.localeCompare': (call) => () => 'a'.localeCompare(text(call, 'b')),
  'String.prototype.normalize': (call) => () => 'é'.normalize(text(call, 'NFD')).length,
  'String.prototype.padStart': (call) => () => 'a'.padStart(as(call, 4), text(call, '*')),
  'String.prototype.repeat': (call) => () => 'ab'.repeat(as(call, 3)),
  'String.prototype.at': (call) => () => 'abc'.at(as(call, -1)),
  'String.prototype.toLocaleUpperCase': (call) => () => 'i'.toLocaleUpperCase(getter(call, { length: 1, 0: 'en' })),
  'String.raw': (call) => () => String.raw(getter(call, { raw: getter(call, { length: 3, 0: 'a', 1: 'b', 2: 'c' }) }), text(call, '1'), text(call, '2')), // prettier-ignore
  'String.fromCharCode': (call) => () => String.fromCharCode(as(call, 97), as(call, 98)),
  'String.fromCodePoint': (call) => () => String.fromCodePoint(as(call, 97)),
  String: (call) => () => String(text(call, 'x')) + String(Symbol('a').description),
  'tagged template': (call) => () =>
    ((strings, ...values) => call(strings.raw.join('|') + values.join()))`a${call(1)}b${call(2)}c`,
  'template literal': (call) => () => `${text(call, 'a')}-${text(call, 'b')}`,
};
const ownExec = (call, flags = '') => Object.assign(/b/, { exec: (s) => call(s === 'abc' && flags === '' ? Object.assign(['b'], { index: 1 }) : null) }); // prettier-ignore
Object.assign(strings, {
  'RegExp.prototype.test': (call) => () => ownExec(call).test('abc'),
  'RegExp.prototype.exec': (call) => () => { const r = /b/g; r.lastIndex = as(call, 0); return r.exec(text(call, 'abcb')).index; }, // prettier-ignore
  'RegExp.prototype.toString': (call) => () =>
    RegExp.prototype.toString.call(getter(call, { source: 'a', flags: 'g' })),
  'RegExp.prototype.flags': (call) => () => Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags').get.call(getter(call, { global: true, sticky: true })), // prettier-ignore
  'RegExp.prototype[Symbol.replace]': (call) => () => /b/[Symbol.replace].call(ownExec(call), 'abc', () => call('x')),
  'RegExp.prototype[Symbol.match]': (call) => () => ownExec(call)[Symbol.match]('abc')[0],
  'RegExp.prototype[Symbol.matchAll]': (call) => () => { class R extends RegExp { exec(s) { return call(super.exec(s)); } } return [...new R('b', 'g')[Symbol.matchAll]('abcb')].map((m) => m.index); }, // prettier-ignore
  'RegExp.prototype[Symbol.search]': (call) => () => ownExec(call)[Symbol.search]('abc'),
  'RegExp.prototype[Symbol.split]': (call) => () => { class R extends RegExp { exec(s) { return call(super.exec(s)); } } return new R('-')[Symbol.split]('a-b'); }, // prettier-ignore
  RegExp: (call) => () => String(new RegExp(getter(call, { source: 'a', flags: 'g', constructor: Object, [Symbol.match]: true }), as(call, 'i'))).length, // prettier-ignore
});

const conversions = {
  'Symbol.toPrimitive': (call) => () => [
    +as(call, 1),
    `${as(call, 'a')}`,
    as(call, 2) + 1,
    as(call, 3) > 2,
    as(call, 'x') == 'x',
  ],
  'valueOf and toString': (call) => () => [
    number(call, 4) * 2,
    `${text(call, 'a')}`,
    number(call, 3) < 4,
    text(call, '5') - 1,
  ],
  'key of a property': (call) => () => ({ a: 1, b: 2 })[text(call, 'b')],
  'unary and bitwise': (call) => () => [-as(call, 1), ~as(call, 1), as(call, 6) & 3, as(call, 1) << as(call, 2)],
  'increment': (call) => () => { const o = { get a() { return call(1); }, set a(v) { call(v); } }; return [o.a++, ++o.a, (o.a += 2)]; }, // prettier-ignore
  'exponent and BigInt': (call) => () => [String(as(call, 2n) ** as(call, 10n)), as(call, 2) ** 3],
  'loose equality': (call) => () => [as(call, 1) == 1, '2' == number(call, 2)],
  Number: (call) => () => Number(as(call, '12')) + Number.parseFloat(text(call, '1.5')),
  'Number.prototype.toString': (call) => () => (255).toString(as(call, 16)),
  'Number.prototype.toFixed': (call) => () => (1.005).toFixed(as(call, 1)),
  'Number.prototype.toPrecision': (call) => () => (123.456).toPrecision(as(call, 4)),
  'Number.prototype.toLocaleString': (call) => () =>
    (1234.5).toLocaleString('en', getter(call, { minimumFractionDigits: 2 })),
  parseInt: (call) => () => parseInt(text(call, 'ff'), as(call, 16)),
  parseFloat: (call) => () => parseFloat(text(call, '2.5x')),
  isNaN: (call) => () => [isNaN(as(call, 'x')), isFinite(as(call, 1))],
  encodeURIComponent: (call) => () => [
    encodeURIComponent(text(call, 'a b')),
    decodeURI(text(call, '%20')),
    escape(text(call, 'ü')),
  ],
  'Math.max': (call) => () => Math.max(as(call, 1), as(call, 3), as(call, 2)),
  'Math.hypot': (call) => () => Math.hypot(as(call, 3), as(call, 4)),
  'Math.sumPrecise': (call) => () => Math.sumPrecise?.(iterable(call, [1, 2, 3])),
  BigInt: (call) => () => String(BigInt(as(call, '12'))),
  'BigInt.asIntN': (call) => () => String(BigInt.asIntN(as(call, 8), as(call, 300n))),
  'BigInt.prototype.toString': (call) => () => 255n.toString(as(call, 16)),
  Boolean: (call) => () => Boolean(call(1)),
  Symbol: (call) => () => String(Symbol(text(call, 'a')).description),
  'Symbol.for': (call) => () => Symbol.for(text(call, 'callbacks')).description,
  'Symbol.hasInstance': (call) => () => 1 instanceof { [Symbol.hasInstance]: (x) => call(x === 1) },
  'instanceof prototype': (call) => () => [] instanceof Object.defineProperty(function () {}.bind(), Symbol.hasInstance, { get: () => call((x) => Array.isArray(x)) }), // prettier-ignore
  'Symbol.unscopables': (call) => () => new Function('o', 'with (o) return typeof hidden')({ hidden: 1, get [Symbol.unscopables]() { return call({ hidden: true }); } }), // prettier-ignore
  with: (call) => () => new Function('o', 'with (o) { return a + b }')(getter(call, { a: 1, b: 2 })),
  Date: (call) => () => [new Date(as(call, 0)).toISOString(), Date.UTC(as(call, 2020), as(call, 1))],
  'Date.prototype.toJSON': (call) => () =>
    Date.prototype.toJSON.call({ toISOString: () => call('iso'), valueOf: () => call(1) }),
  'Date.prototype[Symbol.toPrimitive]': (call) => () => Date.prototype[Symbol.toPrimitive].call({ valueOf: () => call(7), toString: () => call('x') }, 'number'), // prettier-ignore
  'Date.prototype.setFullYear': (call) => () => new Date(0).setUTCFullYear(as(call, 2001), as(call, 2), as(call, 3)),
  'Date.prototype.setHours': (call) => () =>
    new Date(0).setUTCHours(as(call, 1), as(call, 2), as(call, 3), as(call, 4)),
  'Date.prototype.toLocaleDateString': (call) => () =>
    new Date(0).toLocaleDateString('en', getter(call, { year: 'numeric', timeZone: 'UTC' })),
  'Intl.NumberFormat': (call) => () =>
    new Intl.NumberFormat(text(call, 'en') && 'en', getter(call, { style: 'percent' })).format(as(call, 0.5)),
  'Intl.DateTimeFormat': (call) => () =>
    new Intl.DateTimeFormat('en', getter(call, { timeZone: 'UTC', dateStyle: 'short' })).format(as(call, 0)),
  'Intl.Collator': (call) => () =>
    ['b', 'a'].sort(new Intl.Collator('en', getter(call, { numeric: true })).compare).join(),
  'Intl.ListFormat': (call) => () =>
    new Intl.ListFormat('en', getter(call, { type: 'conjunction' })).format(iterable(call, ['a', 'b', 'c'])),
  'Intl.PluralRules': (call) => () => new Intl.PluralRules('en', getter(call, { type: 'ordinal' })).select(as(call, 2)),
  'Intl.RelativeTimeFormat': (call) => () =>
    new Intl.RelativeTimeFormat('en', getter(call, { numeric: 'auto' })).format(as(call, -1), text(call, 'day')),
  'Intl.Segmenter': (call) => () =>
    [...new Intl.Segmenter('en', getter(call, { granularity: 'word' })).segment(text(call, 'a b'))].length,
  'Intl.DisplayNames': (call) => () =>
    new Intl.DisplayNames('en', getter(call, { type: 'region' })).of(text(call, 'DE')),
  'Intl.Locale': (call) => () => new Intl.Locale(text(call, 'en'), getter(call, { region: 'GB' })).toString(),
  'Intl.getCanonicalLocales': (call) => () =>
    Intl.getCanonicalLocales(getter(call, { length: 2, 0: 'en-us', 1: 'de' })),
  'Intl.supportedValuesOf': (call) => () => Intl.supportedValuesOf(text(call, 'unit')).length > 3,
};

const json = {
  'JSON.stringify toJSON': (call) => () => JSON.stringify({ a: { toJSON: (key) => call({ [key]: 1 }) }, b: [{ toJSON: () => call(2) }] }), // prettier-ignore
  'JSON.stringify replacer': (call) => () => JSON.stringify({ a: 1, b: { c: 2 } }, (key, value) => call(typeof value === 'number' ? value + 1 : value)), // prettier-ignore
  'JSON.stringify getter': (call) => () =>
    JSON.stringify(getter(call, { a: 1, b: getter(call, { c: 2 }) }), null, text(call, ' ').toString()),
  'JSON.stringify list': (call) => () =>
    JSON.stringify({ a: 1, b: 2 }, new Proxy(['a'], { get: (t, k) => call(t[k]) })),
  'JSON.parse': (call) => () => JSON.parse(text(call, '{"a":1}').toString()),
  'JSON.parse reviver': (call) => () => JSON.parse('{"a":[1,2],"b":{"c":3}}', (key, value) => call(typeof value === 'number' ? value * 2 : value)), // prettier-ignore
  'JSON.rawJSON': (call) => () => JSON.rawJSON && JSON.stringify({ a: JSON.rawJSON(as(call, '12345678901234567890')) }),
};

const typed = {};
for (const [name, use] of Object.entries({
  map: (a, call) => a.map((x) => call(x * 2)),
  filter: (a, call) => a.filter((x) => call(x > 2)),
  sort: (a, call) => a.sort((x, y) => call(x - y)),
  toSorted: (a, call) => a.toSorted((x, y) => call(y - x)),
  forEach: (a, call) => { const seen = []; a.forEach((x) => seen.push(call(x))); return seen; }, // prettier-ignore
  reduce: (a, call) => a.reduce((s, x) => call(s + x)),
  reduceRight: (a, call) => a.reduceRight((s, x) => call(s - x)),
  every: (a, call) => a.every((x) => call(x > 0)),
  some: (a, call) => a.some((x) => call(x > 8)),
  find: (a, call) => a.find((x) => call(x > 8)),
  findIndex: (a, call) => a.findIndex((x) => call(x > 8)),
  findLast: (a, call) => a.findLast((x) => call(x > 3)),
  findLastIndex: (a, call) => a.findLastIndex((x) => call(x > 3)),
  set: (a, call) => (a.set({ length: as(call, 2), 0: as(call, 7), 1: number(call, 8) }, as(call, 1)), a),
  fill: (a, call) => a.fill(as(call, 4), as(call, 1)),
  with: (a, call) => a.with(as(call, 0), as(call, 6)),
  at: (a, call) => a.at(as(call, -1)),
  slice: (a, call) => a.slice(as(call, 1), as(call, 3)),
  subarray: (a, call) => a.subarray(as(call, 1), as(call, 3)),
  copyWithin: (a, call) => a.copyWithin(as(call, 0), as(call, 2)),
  includes: (a, call) => a.includes(9, as(call, 1)),
  join: (a, call) => a.join(text(call, '+')),
  toLocaleString: (a, call) => a.toLocaleString('en', getter(call, { minimumFractionDigits: 1 })),
}))
  typed[`TypedArray.prototype.${name}`] = (call) => () => use(new Uint8Array(NUMBERS), call);
Object.assign(typed, {
  'TypedArray.from': (call) => () => Int16Array.from(iterable(call, NUMBERS), (x) => call(x * 2)),
  'TypedArray.of': (call) => () => Float64Array.of(as(call, 1.5), number(call, 2)),
  'new TypedArray iterable': (call) => () => new Uint8Array(iterable(call, NUMBERS)),
  'new TypedArray array-like': (call) => () => new Uint8Array({ length: 2, 0: as(call, 3), 1: as(call, 4) }),
  'TypedArray species': (call) => () => { class Own extends Uint8Array { static get [Symbol.species]() { return call(Int32Array); } } return new Own(NUMBERS).map((x) => x).constructor.name; }, // prettier-ignore
  'element of a TypedArray': (call) => () => { const a = new Float32Array(2); a[0] = as(call, 1.5); return a; }, // prettier-ignore
  'new ArrayBuffer': (call) => () => new ArrayBuffer(as(call, 8), getter(call, { maxByteLength: 16 })).maxByteLength,
  'ArrayBuffer.prototype.slice': (call) => () => new ArrayBuffer(8).slice(as(call, 2), as(call, 6)).byteLength,
  'ArrayBuffer.prototype.resize': (call) => () => { const b = new ArrayBuffer(4, { maxByteLength: 8 }); b.resize(as(call, 6)); return b.byteLength; }, // prettier-ignore
  'new SharedArrayBuffer': (call) => () => new SharedArrayBuffer(as(call, 8)).byteLength,
  'new DataView': (call) => () => new DataView(new ArrayBuffer(8), as(call, 2), as(call, 4)).byteLength,
  'DataView.prototype.setInt16': (call) => () => { const v = new DataView(new ArrayBuffer(8)); v.setInt16(as(call, 1), as(call, 258)); v.setBigInt64(as(call, 0), as(call, 5n)); return [v.getInt16(as(call, 6)), v.getUint8(7)]; }, // prettier-ignore
  'Atomics.add': (call) => () => { const a = new Int32Array(4); return [Atomics.add(a, as(call, 1), as(call, 5)), Atomics.load(a, as(call, 1))]; }, // prettier-ignore
  'Atomics.compareExchange': (call) => () => { const a = new Int32Array(2); Atomics.compareExchange(a, as(call, 0), as(call, 0), as(call, 9)); return a; }, // prettier-ignore
  'Atomics.store': (call) => () => Atomics.store(new Int32Array(1), as(call, 0), as(call, 3)),
  'Atomics.exchange': (call) => () => Atomics.exchange(new Int32Array(1), as(call, 0), as(call, 3)),
  'Atomics.notify': (call) => () => Atomics.notify(new Int32Array(new SharedArrayBuffer(4)), as(call, 0), as(call, 1)),
  'Atomics.wait': (call) => () =>
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), as(call, 0), as(call, 1), as(call, 0)),
  'Atomics.isLockFree': (call) => () => Atomics.isLockFree(as(call, 4)),
});

const pairs = [['a', 1], ['b', 2]]; // prettier-ignore
const collections = {
  'new Map': (call) => () => new Map(iterable(call, pairs)).size,
  'new Set': (call) => () => new Set(iterable(call, NUMBERS)).size,
  'new WeakMap': (call) => () => { const key = {}; return new WeakMap(iterable(call, [[key, 5]])).get(key); }, // prettier-ignore
  'new WeakSet': (call) => () => { const key = {}; return new WeakSet(iterable(call, [key])).has(key); }, // prettier-ignore
  'Map.prototype.forEach': (call) => () => { const seen = []; new Map(pairs).forEach((v, k) => seen.push(call(k + v))); return seen; }, // prettier-ignore
  'Set.prototype.forEach': (call) => () => { const seen = []; new Set(NUMBERS).forEach((v) => seen.push(call(v))); return seen; }, // prettier-ignore
  'Map.prototype.set of a subclass': (call) => () => { class Own extends Map { set(k, v) { return super.set(k, call(v)); } } return [...new Own(pairs)]; }, // prettier-ignore
  'Set.prototype.add of a subclass': (call) => () => { class Own extends Set { add(v) { return super.add(call(v)); } } return [...new Own(NUMBERS)]; }, // prettier-ignore
  'WeakRef.prototype.deref': (call) => () => { const o = { a: 1 }; const r = new WeakRef(o); call(0); return r.deref() === o; }, // prettier-ignore
  'Map.prototype.getOrInsertComputed': (call) => () => new Map().getOrInsertComputed?.('a', (k) => call(`${k}!`)),
  'WeakMap.prototype.getOrInsertComputed': (call) => () => new WeakMap().getOrInsertComputed?.({}, () => call('made')),
};
for (const name of [
  'union',
  'intersection',
  'difference',
  'symmetricDifference',
  'isSubsetOf',
  'isSupersetOf',
  'isDisjointFrom',
])
  collections[`Set.prototype.${name}`] = (call) => () => {
    const other = { get size() { return call(2); }, has: (x) => call(x === 3), keys: () => iterable(call, [3, 4])[Symbol.iterator]() }; // prettier-ignore
    const result = new Set(NUMBERS)[name]?.(other);
    return typeof result === 'object' ? [...result] : result;
  };

const iterators = {
  'for of': (call) => () => { const seen = []; for (const x of iterable(call, NUMBERS)) { seen.push(x); if (x === 9) break; } return seen; }, // prettier-ignore
  spread: (call) => () => [Math.max(...iterable(call, NUMBERS)), [...iterable(call, [1, 2])].length],
  'destructuring': (call) => () => { const [a, , ...b] = iterable(call, NUMBERS); const { c, ...d } = getter(call, { c: 1, e: 2 }); return [a, b, c, d]; }, // prettier-ignore
  'default value': (call) => () => { const { a = call(3) } = {}; return ((x = call(4)) => x + a)(); }, // prettier-ignore
  'for in': (call) => () => { const seen = []; for (const k in new Proxy({ a: 1, b: 2 }, { ownKeys: (t) => call(Reflect.ownKeys(t)), getOwnPropertyDescriptor: (t, k) => call(Reflect.getOwnPropertyDescriptor(t, k)) })) seen.push(k); return seen; }, // prettier-ignore
  'object spread': (call) => () => ({ ...getter(call, { a: 1, b: 2 }) }),
  generator: (call) => () => [...slowly(call, NUMBERS)],
  'yield*': (call) => () => [...(function* () { const result = yield* { [Symbol.iterator]: () => ({ n: 0, next() { return call(this.n++ < 2 ? { value: this.n, done: false } : { value: 'end', done: true }); } }) }; yield result; })()], // prettier-ignore
  'yield* return': (call) => () => { const g = (function* () { yield* iterable(call, NUMBERS); })(); g.next(); return g.return(4).value; }, // prettier-ignore
  'yield* throw': (call) => () => { const g = (function* () { yield* { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }), throw: (e) => call({ value: e, done: true }) }) }; })(); g.next(); return g.throw('thrown').done; }, // prettier-ignore
  'getter': (call) => () => ({ get a() { return call(1); } }).a, // prettier-ignore
  'setter': (call) => () => { let seen; ({ set a(v) { seen = call(v); } }).a = 5; return seen; }, // prettier-ignore
  'class field': (call) => () => new (class { a = call(1); static b = call(2); #c = call(3); get c() { return this.#c; } })().c, // prettier-ignore
  'class static block': (call) => () => { class A { static a; static { this.a = call(4); } } return A.a; }, // prettier-ignore
  'computed name': (call) => () => Object.getOwnPropertyNames(class { static [text(call, 'named')]() {} }).includes('named'), // prettier-ignore
  'private accessor': (call) => () => new (class { get #a() { return call(6); } read() { return this.#a; } })().read(), // prettier-ignore
  'super constructor': (call) => () => new (class extends class { constructor(x) { this.x = call(x); } } {})(3).x, // prettier-ignore
  'extends getter': (call) => () => { class A extends new Proxy(function () {}, { get: (t, k) => call(t[k]) }) {} return typeof A; }, // prettier-ignore
  'new.target prototype': (call) => () => Object.getPrototypeOf(Reflect.construct(Map, [], new Proxy(function () {}, { get: () => call(Array.prototype) }))) === Array.prototype, // prettier-ignore
  'optional call': (call) => () => getter(call, { a: { b: () => call(2) } }).a?.b?.(),
  'logical assignment': (call) => () => { const o = { get a() { return call(null); }, set a(v) { this.b = v; } }; o.a ??= call(4); return o.b; }, // prettier-ignore
  eval: (call) => () => new Function('call', 'return eval("call(1) + call(2)")')(call),
  'new Function': (call) => () => new Function(text(call, 'a'), text(call, 'return a + 1'))(1),
  'Function.prototype.apply': (call) => () =>
    ((...a) => call(a.length)).apply(null, getter(call, { length: 2, 0: 1, 1: 2 })),
  'Function.prototype.call': (call) => () => function () { return call(this.a); }.call({ a: 1 }), // prettier-ignore
  'Function.prototype.bind': (call) => () => ((a, b) => call(a + b)).bind(null, 1)(2),
  'Function.prototype[Symbol.hasInstance]': (call) => () => Function.prototype[Symbol.hasInstance].call(new Proxy(function () {}, { get: (t, k) => call(t[k]) }), {}), // prettier-ignore
  'tail of a finally': (call) => () => { try { throw call(1); } catch (e) { return call(e + 1); } finally { call(0); } }, // prettier-ignore
  'switch': (call) => () => { switch (3) { case call(1): return 'a'; case call(3): return 'b'; } }, // prettier-ignore
  'throwing callback': (call) => () => { try { [1].map(() => { call(0); throw new RangeError('own'); }); } catch (e) { return e.name; } }, // prettier-ignore
  'overflow caught': (call) => () => { let depth = 0; const down = () => { depth++; down(); }; try { down(); } catch (e) { call(0); return [e.name, depth > 500]; } }, // prettier-ignore
};
const helper = (name, use) => {
  iterators[`Iterator.prototype.${name}`] = (call) => () => globalThis.Iterator && use(iterable(call, NUMBERS)[Symbol.iterator](), call, Iterator.prototype); // prettier-ignore
};
helper('map', (it, call, p) => [...p.map.call(it, (x) => call(x * 2))]);
helper('filter', (it, call, p) => [...p.filter.call(it, (x) => call(x > 2))]);
helper('flatMap', (it, call, p) => [...p.flatMap.call(it, (x) => [call(x)])]);
helper('take', (it, call, p) => [...p.take.call(it, as(call, 2))]);
helper('drop', (it, call, p) => [...p.drop.call(it, as(call, 2))]);
helper('reduce', (it, call, p) => p.reduce.call(it, (s, x) => call(s + x), 0));
helper('forEach', (it, call, p) => { const seen = []; p.forEach.call(it, (x) => seen.push(call(x))); return seen; }); // prettier-ignore
helper('some', (it, call, p) => p.some.call(it, (x) => call(x > 8)));
helper('every', (it, call, p) => p.every.call(it, (x) => call(x > 0)));
helper('find', (it, call, p) => p.find.call(it, (x) => call(x > 8)));
helper('toArray', (it, call, p) => p.toArray.call(it));
Object.assign(iterators, {
  'Iterator.from': (call) => () => globalThis.Iterator && [...Iterator.from(iterable(call, NUMBERS))],
  'Iterator.concat': (call) => () =>
    globalThis.Iterator?.concat && [...Iterator.concat(iterable(call, [1]), iterable(call, [2]))],
  'using': (call) => () => { try { return new Function('call', '{ using a = { [Symbol.dispose]() { call(1) } } } return "disposed"')(call); } catch (e) { return e.name; } }, // prettier-ignore
  'DisposableStack.prototype.dispose': (call) => () => { if (!globalThis.DisposableStack) return; const seen = []; const s = new DisposableStack(); s.defer(() => seen.push(call(1))); s.adopt(2, (x) => seen.push(call(x))); s.use({ [Symbol.dispose]: () => seen.push(call(3)) }); s.dispose(); return seen; }, // prettier-ignore
});

const errors = {
  'Error.prototype.toString': (call) => () => Error.prototype.toString.call(getter(call, { name: 'N', message: 'm' })),
  'new Error': (call) => () => { const e = new Error(text(call, 'm'), getter(call, { cause: 'c' })); return [e.message, e.cause]; }, // prettier-ignore
  'new AggregateError': (call) => () => new AggregateError(iterable(call, [1, 2]), text(call, 'm')).errors,
  'Error.captureStackTrace': (call) => () => { const o = {}; Error.captureStackTrace(o); return typeof call(o.stack); }, // prettier-ignore
  'Error.isError': (call) => () => Error.isError?.(call(new Error('x'))),
};

const asynchronous = {
  'new Promise': (call) => () => new Promise((resolve) => resolve(call(1))),
  'Promise.prototype.then': (call) => () => Promise.resolve(1).then((x) => call(x + 1)),
  'Promise.prototype.catch': (call) => () => Promise.reject(1).catch((x) => call(x + 1)),
  'Promise.prototype.finally': (call) => () => Promise.resolve(3).finally(() => call(0)),
  'Promise.resolve thenable': (call) => () => Promise.resolve({ then: (resolve) => resolve(call(4)) }),
  'Promise then getter': (call) => () => Promise.resolve({ get then() { return call((resolve) => resolve(5)); } }), // prettier-ignore
  'Promise.all': (call) => () => Promise.all(iterable(call, [1, Promise.resolve(2)])),
  'Promise.allSettled': (call) => () => Promise.allSettled(iterable(call, [1, Promise.reject(2)])),
  'Promise.any': (call) => () => Promise.any(iterable(call, [Promise.reject(1), 2])),
  'Promise.race': (call) => () => Promise.race(iterable(call, [1, 2])),
  'Promise.withResolvers': (call) => () => { if (!Promise.withResolvers) return; const d = Promise.withResolvers(); d.resolve(call(1)); return d.promise; }, // prettier-ignore
  'Promise.try': (call) => () => Promise.try?.((x) => call(x), 7),
  'Promise species': (call) => () => { class Own extends Promise { static get [Symbol.species]() { return call(Promise); } } return Own.resolve(1).then((x) => x); }, // prettier-ignore
  await: (call) => async () => [await call(1), await { then: (resolve) => resolve(call(2)) }],
  'for await': (call) => async () => { const seen = []; for await (const x of iterable(call, NUMBERS)) seen.push(x); return seen; }, // prettier-ignore
  'async generator': (call) => async () => { const seen = []; for await (const x of (async function* () { yield call(1); yield* iterable(call, [2, 3]); })()) seen.push(x); return seen; }, // prettier-ignore
  'Symbol.asyncIterator': (call) => async () => { const seen = []; for await (const x of { [Symbol.asyncIterator]: () => call({ n: 0, next() { return call({ value: this.n, done: this.n++ > 2 }); } }) }) seen.push(x); return seen; }, // prettier-ignore
  queueMicrotask: (call) => () => new Promise((resolve) => queueMicrotask(() => resolve(call(1)))),
  'FinalizationRegistry': (call) => () => new Promise((resolve) => {
    // It is not known when it is called; that it may be registered and taken back is what counts.
    const registry = new FinalizationRegistry(() => call(1));
    const token = {};
    registry.register({}, 1, token);
    call(0);
    resolve(registry.unregister(token));
  }), // prettier-ignore
  'import()': (call) => () => new Function('call', 'return import(call("node:path")).then((m) => typeof m.join)')(call), // prettier-ignore
};

module.exports = {
  ...arrays,
  ...statics,
  ...proxies,
  ...strings,
  ...conversions,
  ...json,
  ...typed,
  ...collections,
  ...iterators,
  ...errors,
  ...asynchronous,
};
Object.assign(module.exports, {});
module.exports.helpers = { as, text, number, getter, iterable };
