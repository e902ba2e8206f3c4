// it: a coroutine that begins inside an array's join finds the cycle it is in, as a plain call does, and no more once it has suspended
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');

const list = [];
const got = {};
const inner = [{ toString: () => (Coroutine.suspend(), 'slow') }, [list], list];
const coroutine = new Coroutine(() => {
  got.cycle = String(list);
  got.own = [1, [2], list].join();
  got.inner = inner.join();
  got.after = String(list);
  assert.strictEqual(list.join(), 'x,y');
});
list.push({
  toString() {
    if (coroutine.state !== 'new') return 'x';
    coroutine.resume();
    assert.strictEqual(coroutine.state, 'suspended');
    assert.strictEqual(String(list), '', 'the resumer is in the join still');
    assert.strictEqual(inner.slice(1).join(), ',');
    return 'x';
  },
});
list.push('y');
assert.strictEqual(list.join(), 'x,y');
assert.strictEqual(list.join(), 'x,y');
coroutine.resume();
assert.strictEqual(coroutine.state, 'returned', String(coroutine.value));
assert.deepStrictEqual(got, { cycle: '', own: '1,2,', inner: 'slow,x,y,x,y', after: 'x,y' });
console.log('ok');
