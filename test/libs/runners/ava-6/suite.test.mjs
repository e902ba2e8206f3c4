import test from 'ava';
import { blocking, expected, expectedLater, later } from './shared.cjs';

const order = [];
test.before(() => order.push('before', ...blocking()));
test.after.always((t) => t.is(order.length, 4));

test('adds', (t) => t.is(1 + 1, 2));
test('blocks', (t) => t.deepEqual(blocking(), expected));
test('awaits', async (t) => t.deepEqual(await later(), expectedLater));
test.serial('one after the other', (t) => t.deepEqual(blocking(), expected));
test('fails', (t) => t.is(blocking()[2], '43'));
test.skip('is skipped', (t) => t.fail());
test('has a snapshot', (t) => t.snapshot(blocking()));
