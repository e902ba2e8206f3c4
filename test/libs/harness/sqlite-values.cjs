'use strict';
class Plain {}
exports.Plain = Plain;

/** Every value that SQLite can hold, and others. */
exports.VALUES = [
  1,
  -0,
  0.5,
  NaN,
  Infinity,
  -1e300,
  2 ** 53,
  5n,
  -(2n ** 63n),
  2n ** 63n,
  '',
  'text',
  'a\0b',
  'ü€😀',
  null,
  undefined,
  Buffer.from('bytes'),
  Buffer.alloc(0),
  new Uint8Array([1, 2]),
  new Float64Array([1.5]),
  true,
  false,
  Symbol('s'),
  () => 1,
  {},
  [],
  [1],
  new Date(5),
  new Plain(),
  Object.create(null),
  new Map(),
  Promise.resolve(),
];
