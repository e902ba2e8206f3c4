'use strict';
const assert = require('node:assert');
const { test } = require('uvu');
const { blocking, expected, expectedLater, later } = require('./shared.cjs');

const order = [];
test.before(() => void order.push(blocking()));
test.after(() => assert.strictEqual(order.length, 1));

test('adds', () => assert.strictEqual(1 + 1, 2));
test('blocks', () => assert.deepStrictEqual(blocking(), expected));
test('awaits', async () => assert.deepStrictEqual(await later(), expectedLater));
test('fails', () => assert.strictEqual(blocking()[2], '43'));
test.skip('is skipped', () => assert.fail());
test.run();
