// The first part of dist/base/intrinsics.js: what the compiled code calls instead of what a program may have tampered with. The second
// part is written by compile.mjs.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
const { call, bind } = Function.prototype;
const uncurry = bind.bind(call);
const { isArray } = Array;
const { iterator } = Symbol;
const ArrayPrototype = Array.prototype,
  MapPrototype = Map.prototype,
  SetPrototype = Set.prototype;
const ArrayIterator = Object.getPrototypeOf([][iterator]());
const MapIterator = Object.getPrototypeOf(new Map()[iterator]());
const SetIterator = Object.getPrototypeOf(new Set()[iterator]());
const values = ArrayPrototype[iterator],
  entries = MapPrototype[iterator],
  members = SetPrototype[iterator];
const arrayNext = ArrayIterator.next,
  mapNext = MapIterator.next,
  setNext = SetIterator.next;
const steps = { array: uncurry(arrayNext), map: uncurry(mapNext), set: uncurry(setNext) };
const iterators = { array: uncurry(values), map: uncurry(entries), set: uncurry(members) };
const { hasInstance } = Symbol;
const isA = uncurry(Function.prototype[hasInstance]);
const OwnMap = Map,
  OwnSet = Set;
const setOf = uncurry(MapPrototype.set),
  addTo = uncurry(SetPrototype.add);
const setOfWeak = uncurry(WeakMap.prototype.set),
  addToWeak = uncurry(WeakSet.prototype.add);
const stepping = (kind, inner) => ({
  __proto__: null,
  [iterator]() {
    return this;
  },
  next: () => steps[kind](inner),
});
const kindOf = (inner) => {
  const proto = Object_getPrototypeOf(inner);
  return proto === ArrayIterator ? 'array' : proto === MapIterator ? 'map' : proto === SetIterator ? 'set' : null;
};
const { getPrototypeOf: Object_getPrototypeOf } = Object;
// The same values, whatever has become of the language's own iterators.
function safely(iterable) {
  if (isArray(iterable)) return stepping('array', iterators.array(iterable));
  if (typeof iterable !== 'object' || iterable === null) return iterable;
  if (isA(OwnMap, iterable)) return stepping('map', iterators.map(iterable));
  if (isA(OwnSet, iterable)) return stepping('set', iterators.set(iterable));
  const kind = kindOf(iterable);
  return kind === null ? iterable : stepping(kind, iterable);
}
const pristine = () =>
  ArrayPrototype[iterator] === values &&
  ArrayIterator.next === arrayNext &&
  MapPrototype[iterator] === entries &&
  MapIterator.next === mapNext &&
  SetPrototype[iterator] === members &&
  SetIterator.next === setNext;
exports.iterable = (iterable) => (pristine() ? iterable : safely(iterable));
const filled = (collection, fill, iterable) => {
  if (iterable !== undefined && iterable !== null)
    for (const item of exports.iterable(iterable)) fill(collection, item);
  return collection;
};
const fillMap = (map, item) => setOf(map, item[0], item[1]);
const fillWeakMap = (map, item) => setOfWeak(map, item[0], item[1]);
const OwnWeakMap = WeakMap,
  OwnWeakSet = WeakSet;
exports.newMap = (iterable) => filled(new OwnMap(), fillMap, iterable);
exports.newSet = (iterable) => filled(new OwnSet(), addTo, iterable);
exports.newWeakMap = (iterable) => filled(new OwnWeakMap(), fillWeakMap, iterable);
exports.newWeakSet = (iterable) => filled(new OwnWeakSet(), addToWeak, iterable);
const exec = uncurry(RegExp.prototype.exec);
exports.test = (regExp, text) => exec(regExp, text) !== null;
exports.call = uncurry(call);
const { getOwnPropertyDescriptor } = Object;
// Of a typed array, a DataView or a buffer: the getter of one refuses the others.
const viewGetter = (key) => {
  const tag = getter(Uint8Array.prototype, Symbol.toStringTag);
  const ofArray = getter(Uint8Array.prototype, key);
  const getters = [DataView, ArrayBuffer, globalThis.SharedArrayBuffer ?? ArrayBuffer].map((one) =>
    getter(one.prototype, key),
  );
  return (view) => {
    if (tag(view) !== undefined) return ofArray(view);
    for (let i = 0; i < getters.length; i++) {
      try {
        return getters[i](view);
      } catch {
        // It is one of the others.
      }
    }
    return undefined;
  };
};
// Not every Node has all of them, and V8's flags take some away.
const method = (owner, name) => {
  const fn = globalThis[owner]?.prototype[name];
  return fn === undefined ? undefined : uncurry(fn);
};
// A getter may belong to a prototype further up.
const getter = (object, key) => {
  for (; object !== null; object = Object_getPrototypeOf(object)) {
    const found = getOwnPropertyDescriptor(object, key);
    if (found !== undefined) return uncurry(found.get);
  }
  return undefined;
};
/** How the second part makes the copies. */
exports.make = { getter, method, viewGetter };
