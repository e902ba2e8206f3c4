// it: bad input: spawning what is no function throws ERR_GREENPATCH_INVALID_ARG that names it, and spawns nothing
'use strict';
const assert = require('node:assert');
const { spawn, spawnLater, idle, withTimeout, joinAll } = require('greenpatch/api');
const { code, settle } = require('./support/kit');

const NO_FUNCTIONS = [
  undefined,
  null,
  0,
  'text',
  Symbol('s'),
  1n,
  {},
  [],
  /re/,
  Promise.resolve(),
  Object.create(null),
];
const invalid = { ...code('INVALID_ARG'), message: /^"fn" must be a function, but is / };

function check() {
  for (const fn of NO_FUNCTIONS) {
    assert.throws(() => spawn(fn), invalid);
    assert.throws(() => spawn(fn, 1, 2), invalid);
    assert.throws(() => spawnLater(1, fn), invalid);
  }
  assert.throws(() => spawn(), { message: /but is undefined/ });
  assert.throws(() => spawn('text'), { message: /but is "text"/ });
  assert.throws(() => spawn(new Date()), { message: /but is an instance of Date/ });
  assert.throws(() => spawn(Object.create(null)), { message: /but is an instance of Object/ });
}

check(); // on the hub
const others = Array.from({ length: 10 }, (_, n) => spawn(() => (idle(), n)));
spawn(function main() {
  check();
  for (const fn of NO_FUNCTIONS) assert.throws(() => withTimeout(1, fn), invalid);
  settle();
  const results = joinAll(others).map((fiber) => fiber.get());
  assert.deepStrictEqual(results, [...others.keys()], 'nobody else was disturbed');
  // What can be called and then fails is an ordinary failure of the fiber.
  const broken = spawn(class {});
  assert.throws(() => broken.get(), TypeError);
  console.log('ok');
});
