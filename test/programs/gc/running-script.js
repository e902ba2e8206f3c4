// it: a vm script, a module-like function and a timer's own wrappers stay alive while their code is parked and nothing else refers to them
// flags: --expose-gc
'use strict';
const assert = require('assert');
const vm = require('vm');
const { Coroutine } = require('../../../dist/fiber');

function collect() {
  for (let i = 0; i < 3; i++) gc();
}

const park = (value) => Coroutine.suspend(value);
const forms = {
  script: () =>
    new vm.Script('const big = new Array(500).fill(7); park(1); big.reduce((a, b) => a + b)').runInNewContext({ park }),
  this: () => {
    globalThis.parkHere = park;
    return vm.runInThisContext('parkHere(1); 3500');
  },
  compiled: () =>
    vm.compileFunction('const big = new Array(500).fill(7); park(1); return big.reduce((a, b) => a + b)', ['park'])(
      park,
    ),
  eval: () => eval('const big = new Array(500).fill(7); park(1); big.reduce((a, b) => a + b)'),
  function: () =>
    new Function('park', 'const big = new Array(500).fill(7); park(1); return big.reduce((a, b) => a + b)')(park),
};
for (const [name, form] of Object.entries(forms)) {
  const all = Array.from({ length: 10 }, () => new Coroutine(form));
  for (const one of all) assert.strictEqual(one.resume(), 1, name);
  collect();
  for (const one of all) assert.strictEqual(one.resume(), 3500, name);
  collect();
}
console.log('ok');
