// it: JavaScript may park under native frames of addons: try-catches, handle scopes, other contexts, floating point, Node-API
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { Coroutine } = require('../../../dist/fiber');
const { native, napi } = require('../../fixtures/addons');

const ways = {
  plainCall: native.plainCall,
  withHandles: native.withHandles,
  otherContext: native.otherContext,
  floatingPoint: native.floatingPoint,
  makeCallback: native.makeCallback,
  napiCall: napi.callFunction,
  caught: (fn) => native.caught(fn)[0],
  nested: (fn) =>
    native.withHandles(() => napi.callFunction(() => native.otherContext(() => native.floatingPoint(fn)))),
};
// Node-API counts the scopes that an addon opens, and asserts that they are closed in order.
const inOrder = { napiGuarded: napi.guarded, napiCallbackScope: napi.callbackScope };

for (const [name, call] of Object.entries({ ...ways, ...inOrder })) {
  const all = Array.from(
    { length: 30 },
    (_, i) =>
      new Coroutine(() => {
        const value = call(() => {
          const mine = { i };
          for (let n = 0; n < 3; n++) {
            if (i % 10 === n) gc({ type: i % 2 ? 'minor' : 'major' });
            assert.strictEqual(Coroutine.suspend(n), i + n);
          }
          return mine;
        });
        return value.i;
      }),
  );
  for (const one of all) assert.strictEqual(one.resume(), 0, name);
  gc();
  for (let n = 0; n < 2; n++)
    for (const [i, one] of [...all.entries()].reverse()) assert.strictEqual(one.resume(i + n), n + 1, name);
  gc({ type: 'minor' });
  for (let i = 0; i < 30; i++) {
    // In an arbitrary order, where that is allowed: the frames are left out of turn.
    const at = name in inOrder ? 29 - i : (i * 7) % 30;
    const value = all[at].resume(at + 2);
    assert.strictEqual(all[at].state, 'returned', `${name}: ${value?.stack}`);
    assert.strictEqual(value, at, name);
  }
}

// What is thrown through them comes out.
for (const [name, call] of Object.entries({ ...ways, ...inOrder })) {
  const thrown = new Error(name);
  const thrower = new Coroutine(() =>
    call(() => {
      Coroutine.suspend();
      throw thrown;
    }),
  );
  thrower.resume();
  assert.strictEqual(thrower.resume(), thrown, name);
  assert.strictEqual(thrower.state, name === 'caught' ? 'returned' : 'threw', name);
}
console.log('ok');
