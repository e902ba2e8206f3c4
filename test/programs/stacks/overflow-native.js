// it: recursion within V8 and Node's own native code overflows in a coroutine as it does in plain Node: with an error or none
'use strict';
const assert = require('assert');
const util = require('util');
const v8 = require('v8');
const vm = require('vm');
const { Coroutine } = require('../../../dist/fiber');

const DEPTH = 100_000;
const nested = (open, close, depth = DEPTH) => open.repeat(depth) + close.repeat(depth);
const deepArray = (depth = DEPTH) => {
  let array = [];
  for (let i = 0; i < depth; i++) array = [array];
  return array;
};
const array = deepArray();
const shallow = deepArray(2000);
let ropes = 'a';
for (let i = 0; i < DEPTH; i++) ropes = i % 2 ? `${ropes}bcdefghijklmnop` : 'bcdefghijklmnop' + ropes;
const cases = {
  stringify: () => JSON.stringify(array),
  parse: () => JSON.parse(nested('[', ']')).length,
  parseReviver: () => JSON.parse(nested('[', ']'), (key, value) => value).length,
  regexpCompile: () => new RegExp(nested('(', ')')).test(''),
  regexpBacktrack: () => /^(?:a?){30}a{30}$/.test('a'.repeat(30)),
  regexpDeepStack: () => /^(?:(?:a|b)*)*$/.test('ab'.repeat(200_000)),
  structuredClone: () => structuredClone(array).length,
  serialize: () => v8.serialize(array).length > 0,
  shallowClone: () => structuredClone(shallow).length,
  inspect: () => util.inspect(array, { depth: Infinity }).length > 0,
  deepEqual: () => util.isDeepStrictEqual(array, deepArray()),
  compileParentheses: () => new Function(`return ${nested('(', ')')}`),
  compileArrays: () => vm.runInThisContext(nested('[', ']')).length,
  compileSum: () => new Function(`return ${'1+'.repeat(DEPTH)}1`)(),
  compileBlocks: () => new vm.Script(nested('{', '}')) instanceof vm.Script,
  compileFunctions: () => new vm.Script(nested('(function(){', '})()', 3000)).runInThisContext(),
  flat: () => array.flat(Infinity).length,
  toString: () => String(array),
  rope: () => Buffer.from(ropes).length,
  boundFunctions: () => {
    let bound = () => 1;
    for (let i = 0; i < DEPTH; i++) bound = bound.bind(null);
    return bound();
  },
  prototypes: () => {
    let object = {};
    for (let i = 0; i < 20_000; i++) object = Object.create(object);
    return object.missing;
  },
  proxies: () => {
    let proxy = {};
    for (let i = 0; i < DEPTH; i++) proxy = new Proxy(proxy, {});
    return proxy.missing;
  },
};

function outcome(fn) {
  try {
    const value = fn();
    return `value ${typeof value === 'function' ? 'function' : util.inspect(value)}`;
  } catch (error) {
    return `${error.name}: ${error.message.slice(0, 200)}`;
  }
}

const results = new Set();
for (const [name, fn] of Object.entries(cases)) {
  const plain = outcome(fn);
  const coroutine = new Coroutine(() => outcome(fn));
  const inside = coroutine.resume();
  assert.strictEqual(inside, plain, name);
  results.add(plain.split(':')[0]);
}
assert.ok(results.has('RangeError') && [...results].some((one) => one.startsWith('value')), [...results].join());
console.log('ok');
