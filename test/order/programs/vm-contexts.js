// it: promise jobs of vm contexts, with a queue of their own and without
'use strict';
const vm = require('node:vm');
const { log, note, spin } = require('../kit');

const CODE = `
  log('begin');
  Promise.resolve().then(() => log('job')).then(() => log('second job'));
  (async () => { await null; log('awaited'); })();
  queueMicrotask(() => log('microtask'));
  log('end')`;
const globals = (label) => ({ log: (text) => note(`${label} ${text}`), queueMicrotask });

note('main');
vm.runInNewContext(CODE, globals('shared queue'));
note('after shared queue');
vm.runInNewContext(CODE, globals('own queue'), { microtaskMode: 'afterEvaluate' });
note('after own queue');
process.nextTick(() => vm.runInNewContext(CODE, globals('in a tick'), { microtaskMode: 'afterEvaluate' }));
setTimeout(() => vm.runInNewContext(CODE, globals('in a timer')), 1);
setImmediate(() => log(vm.runInThisContext('1 + 1')));
spin();
