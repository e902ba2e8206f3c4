'use strict';
const test = require('tape');
const { blocking, expected, expectedLater, later } = require('./shared.cjs');

test('adds', (t) => {
  t.plan(1);
  t.equal(1 + 1, 2);
});
test('blocks', (t) => {
  t.deepEqual(blocking(), expected);
  t.end();
});
test('awaits', async (t) => t.deepEqual(await later(), expectedLater));
test('fails', (t) => {
  t.equal(blocking()[2], '43');
  t.end();
});
test('is skipped', { skip: true }, (t) => t.fail());
