import assert from 'node:assert';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { blocking, expected, expectedLater, later } from './shared.cjs';

const order = [];
describe('a suite', () => {
  beforeAll(() => void order.push(blocking()));
  afterAll(() => assert.strictEqual(order.length, 1));

  it('adds', () => assert.strictEqual(1 + 1, 2));
  it('blocks', () => assert.deepStrictEqual(blocking(), expected));
  it('awaits', async () => assert.deepStrictEqual(await later(), expectedLater));
  it('fails', () => assert.strictEqual(blocking()[2], '43'));
  it.skip('is skipped', () => assert.fail());
});
