'use strict';
// Four tasks in one QuickJS call a function that blocks.
const { ask, four, load } = require('./kit');

load('quickjs-emscripten')
  .getQuickJS()
  .then((quick) => {
    const vm = quick.newContext();
    const fn = vm.newFunction('ask', (handle) => vm.newNumber(ask(vm.getNumber(handle))));
    vm.setProp(vm.global, 'ask', fn);
    fn.dispose();
    const text = (n) =>
      `{ const mine = [${n}, ${n} + 1, ${n} + 2]; mine.map(ask).reduce((a, b) => a + b) + mine.length }`;
    return four((n) => {
      const handle = vm.unwrapResult(vm.evalCode(text(n)));
      const value = vm.getNumber(handle);
      handle.dispose();
      return value;
    });
  });
