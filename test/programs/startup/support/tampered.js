// Replaces every method, and every object of the language, by one that looks who calls it.
'use strict';
const assert = require('assert');
const path = require('path');

const DIST = path.join(__dirname, '..', '..', '..', '..', 'dist') + path.sep;
const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty, construct } = Reflect;
const { captureStackTrace } = Error;
const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const includes = uncurry(String.prototype.includes);
const push = uncurry(Array.prototype.push);
const split = uncurry(String.prototype.split);

const uses = [];
let looking = false;

/** Notes who called `wrapper` when it was greenpatch. */
function look(name, wrapper) {
  if (looking) return;
  looking = true;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const site = {};
  captureStackTrace(site, wrapper);
  const line = split(site.stack, '\n')[1] ?? '';
  Error.stackTraceLimit = limit;
  if (includes(line, DIST)) push(uses, `${name} ${line}`);
  looking = false;
}

function replace(object, key, name) {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (!descriptor.configurable) return;
  for (const kind of ['value', 'get']) {
    const original = descriptor[kind];
    if (typeof original !== 'function' || key === 'constructor') continue;
    const wrapper = function (...args) {
      look(name, wrapper);
      return new.target ? construct(original, args, new.target) : apply(original, this, args);
    };
    for (const own of ownKeys(original)) {
      if (own !== 'prototype') defineProperty(wrapper, own, getOwnPropertyDescriptor(original, own));
    }
    if (original.prototype !== undefined) wrapper.prototype = original.prototype;
    defineProperty(object, key, { ...descriptor, [kind]: wrapper });
    return;
  }
}

const names = [
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Promise',
    'RegExp',
    'Date',
    'Map',
  ],
  ...['Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Error', 'ArrayBuffer', 'SharedArrayBuffer'],
  ...['Uint8Array', 'Int32Array', 'Float64Array', 'DataView', 'Reflect', 'Math', 'JSON', 'Atomics'],
];
const objects = new Map();
for (const name of names) {
  objects.set(name, globalThis[name]);
  if (globalThis[name].prototype !== undefined) objects.set(`${name}.prototype`, globalThis[name].prototype);
}
objects.set('%TypedArray%', Object.getPrototypeOf(Uint8Array));
objects.set('%TypedArray%.prototype', Object.getPrototypeOf(Uint8Array).prototype);
for (const [name, one] of [
  ['Array', []],
  ['Map', new Map()],
  ['Set', new Set()],
  ['String', ''],
]) {
  objects.set(`%${name}Iterator%`, Object.getPrototypeOf(one[Symbol.iterator]()));
}
let replaced = 0;
for (const [name, object] of objects) {
  for (const key of ownKeys(object)) {
    replace(object, key, `${name}.${String(key)}`);
    replaced++;
  }
}
// The objects themselves come last.
for (const name of names) if (typeof globalThis[name] === 'function') replace(globalThis, name, name);
assert.ok(replaced > 400);

/** Each use of a replaced one by greenpatch's own code, with its place. */
exports.uses = () => [...new Set(uses)].sort();
