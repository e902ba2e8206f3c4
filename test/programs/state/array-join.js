// it: callbacks that block inside Array.prototype.join, toString, toLocaleString and those of typed arrays join as in plain Node
// The trap: V8 keeps the arrays that are being joined in the context, and ends the process, or answers '', where they interleave.
// preload: greenpatch
// flags: --expose-gc
'use strict';
const assert = require('assert');
const vm = require('vm');
const { spawn, idle, joinAll } = require('greenpatch/api');

const FIBERS = 16;
let most = 0;
let inside = 0;
const slow = (text) => {
  inside++;
  most = Math.max(most, inside);
  for (let i = 0; i < 3; i++) {
    idle();
    globalThis.gc({ type: i === 0 ? 'major' : 'minor' });
  }
  inside--;
  return text;
};
const element = (text) => ({ toString: () => slow(text), toLocaleString: () => slow(text) });
const other = vm.runInContext('(list) => Array.prototype.join.call(list, "+")', vm.createContext());
const numbers = new Float64Array([1, 2]);
const shared = [element('a'), 'b'];

const ways = {
  join: (i) => [[element(i), 'z'].join('-'), `${i}-z`],
  string: (i) => [String([element(i), 1]), `${i},1`],
  template: (i) => [`[${[element(i)]}]`, `[${i}]`],
  locale: (i) => [[element(i), element('y')].toLocaleString(), `${i},y`],
  arrayLike: (i) => [Array.prototype.join.call({ length: 2, 0: element(i), 1: 1 }, '/'), `${i}/1`],
  nested: (i) => [[[element(i), [element('in')]], [[element('deep')]]].join(';'), `${i},in;deep`],
  typed: (i) => [`${numbers.join({ toString: () => slow(':') })} ${i}`, `1:2 ${i}`],
  otherContext: (i) => [other([element(i), [element('main')]]), `${i}+main`],
  bothContexts: (i) => [[element(i), { toString: () => other([element('in'), 1]) }].join(), `${i},in+1`],
  same: () => [shared.join(), 'a,b'],
  cycle(i) {
    const list = [element(i)];
    list.push(list, [list, 'end']);
    return [list.join(), `${i},,,end`];
  },
  throws(i) {
    const list = [{ toString: () => (slow(), null.gone) }];
    assert.throws(() => list.join(), TypeError);
    return [[element(i)].join(), `${i}`];
  },
};

for (const [name, way] of Object.entries(ways)) {
  const fibers = Array.from({ length: FIBERS }, (_, i) => spawn(way, i));
  spawn(() => {
    joinAll(fibers);
    for (const fiber of fibers) {
      const [got, expected] = fiber.get();
      assert.strictEqual(got, expected, name);
    }
  });
}
spawn(() => {
  while (inside > 0 || most === 0) idle();
  assert.ok(most >= FIBERS, `${most} at the same time`);
  assert.strictEqual([1, [2, [3]]].join(), '1,2,3');
  console.log('ok');
});
