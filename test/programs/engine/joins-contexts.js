// it: loaded when there are several contexts already, joins of several fibers keep apart in each of them
'use strict';
const assert = require('node:assert');
const vm = require('node:vm');
const contexts = [vm.createContext({}), vm.createContext({})];
const { joinAll, sleep, spawn } = require('greenpatch');

const joiners = [globalThis, ...contexts].map((context) =>
  context === globalThis
    ? (list) => list.join()
    : vm.runInContext('(list) => Array.prototype.join.call(list)', context),
);
const answers = new Map();
const fibers = joiners.flatMap((join, context) =>
  Array.from({ length: 9 }, (_, i) =>
    spawn(() => {
      const element = { toString: () => (sleep(9 - i), `${context}/${i}`) };
      answers.set(`${context}/${i}`, join([element, [element]]));
    }),
  ),
);
spawn(() => {
  joinAll(fibers);
  assert.strictEqual(answers.size, 27);
  for (const [name, answer] of answers) assert.strictEqual(answer, `${name},${name}`);
  console.log('ok');
});
