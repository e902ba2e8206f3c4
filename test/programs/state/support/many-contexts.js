'use strict';
// Fibers that match and join in many contexts, park in between, and look whether each context still has what they left there. Contexts are made
// and dropped meanwhile, garbage is collected.
const assert = require('assert');
const vm = require('vm');
const { idle, joinAll, spawn } = require('greenpatch/api');

const FIBERS = 12;
const KEPT = 5;

/** A generator of numbers below n, the same in each run. */
function numbers(seed) {
  let state = seed;
  return (n) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * n);
  };
}

const inContext = `({
  match: (groups, text) => new RegExp('(.)'.repeat(groups)).exec(text),
  atom: (text) => /of/.test(text),
  input: (text) => { RegExp.input = text; },
  join: (list) => Array.prototype.join.call(list),
  once: (text, call) => text.replace(/(o)(f)/, (all, one) => (call(), one)),
  each: (text, call) => text.replace(/(\\d)(-?)/g, (all, one) => (call(), one)),
  sticky: (text, call) => text.replace(/(.)/gy, (all) => (call(), /(\\d)/.test(text), all)),
  lastIndex: (text, call) => Object.assign(/(\\d)/g, { lastIndex: { valueOf: () => (call(), 2) } }).exec(text)[1],
  split: (text, call) => text.split({ [Symbol.split]: (string) => (call(), /(-)/[Symbol.split](string)) }).join(''),
  statics: () => [RegExp.$1, RegExp.$2, RegExp.$9, RegExp.lastMatch, RegExp.lastParen, RegExp.leftContext, RegExp.input],
})`;
const makeContext = () => vm.runInContext(inContext, vm.createContext());

const collect = (n) => globalThis.gc({ type: n % 40 === 0 ? 'major' : 'minor' });

/** What a fiber does to a context, by number. */
const ways = [
  (realm, text) => realm.match(2, text),
  (realm, text) => realm.match(12, text),
  (realm, text) => realm.match(70 + (text.length % 5), text.padEnd(80, 'p')),
  (realm, text, random) => realm.match(130 + random(300), text.padEnd(500, 'q')),
  (realm, text) => realm.atom(text),
  (realm, text) => realm.input(`set ${text}`),
  (realm, text) => (realm.match(1, text), realm.input(text)),
];

function fiber(me, contexts, rounds) {
  const random = numbers(me + 1);
  const left = new Map();
  const pause = () => {
    idle();
    if (random(4) === 0) collect(random(1000));
  };
  fresh(me, pause);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < KEPT; i++) {
      const realm = contexts[random(contexts.length)];
      ways[random(ways.length)](realm, `<${me}-${round}-${i} of ${me}>`, random);
      left.set(realm, realm.statics());
      if (random(3) === 0) pause();
    }
    if (random(6) === 0) contexts[random(contexts.length)] = makeContext();
    const realm = contexts[random(contexts.length)];
    const item = { toString: () => (pause(), `joined by ${me}`) };
    assert.strictEqual(realm.join([item, realm.join([item])]), `joined by ${me},joined by ${me}`);
    pause();
    for (const [of, statics] of left) assert.deepStrictEqual(of.statics(), statics);
  }
}

/** In a context that no switch has looked at yet, a park inside V8's own code changes nothing of what that does. */
function fresh(me, pause) {
  const text = `<${me}-1-2-3 of ${me}>`;
  for (const way of ['once', 'each', 'sticky', 'lastIndex', 'split']) {
    const [here, there] = [makeContext(), makeContext()];
    assert.strictEqual(
      here[way](text, pause),
      there[way](text, () => {}),
    );
    assert.deepStrictEqual([...here.statics()], [...there.statics()], way);
  }
}

/** @param {number} count of contexts @param {number} rounds of each fiber */
exports.run = (count, rounds) => {
  spawn(() => {
    const contexts = Array.from({ length: count }, makeContext);
    const fibers = Array.from({ length: FIBERS }, (_, me) => spawn(fiber, me, contexts, rounds));
    joinAll(fibers);
    for (const one of fibers) one.get();
    console.log('ok');
  });
};
