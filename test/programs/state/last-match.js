// it: RegExp.$1, RegExp.lastMatch and their like are of the fiber's own last match, whatever has matched while it was parked
// The trap: V8 has one last match for each context, an object that every match writes to.
// preload: greenpatch
// flags: --expose-gc
'use strict';
const assert = require('assert');
const vm = require('vm');
const { spawn, idle, joinAll } = require('greenpatch/api');

const FIBERS = 16;
const STATICS = [
  '$1',
  '$2',
  '$3',
  '$9',
  'lastMatch',
  'lastParen',
  'leftContext',
  'rightContext',
  'input',
  '$_',
  '$&',
  '$+',
];
const statics = (R = RegExp) => STATICS.map((name) => R[name]);

let inside = 0;
let most = 0;
let collections = 0;
const park = () => {
  most = Math.max(most, ++inside);
  for (let k = 0; k < 3; k++) {
    idle();
    globalThis.gc({ type: ++collections % 48 === 0 ? 'major' : 'minor' });
  }
  inside--;
};

const text = (i) => `<${i}a-${i}b-${i}c> of ${i}`;
const before = (fn) => (i, pause) => {
  fn(i);
  const first = statics();
  pause();
  const then = statics();
  pause();
  return [first, then, statics()];
};
// `pause` stands in the code that is called.
const within = (fn) => (i, pause) => {
  const seen = [];
  /(\d+)a/.exec(text(i));
  const result = fn(i, () => {
    seen.push(statics());
    pause();
    seen.push(statics());
  });
  return [seen, result, statics()];
};
const contexts = Array.from({ length: 6 }, () => vm.runInContext('RegExp', vm.createContext()));

const ways = {
  exec: before((i) => /(\d+)(\w)-/.exec(text(i))),
  test: before((i) => /(\d+)b/.test(text(i))),
  sticky: before((i) => Object.assign(/(\d+)b/y, { lastIndex: text(i).indexOf('-') + 1 }).test(text(i))),
  match: before((i) => text(i).match(/(\w)-(\d)/)),
  matchGlobal: before((i) => text(i).match(/(\d+)(\w)/g)),
  matchAll: before((i) => [...text(i).matchAll(/(\d+)(\w)/g)]),
  search: before((i) => text(i).search(/c>( of)/)),
  split: before((i) => text(i).split(/(-)/)),
  replace: before((i) => text(i).replace(/(a).(\d)/, '$2$1')),
  replaceGlobal: before((i) => text(i).replace(/(\w)-/g, '[$1]')),
  replaceAll: before((i) => text(i).replaceAll(/-(\d+)/g, '+$1')),
  atom: before((i) => text(i).replace(/ of /, '')),
  fails: before((i) => (/(\d+)a/.exec(text(i)), /nothing/.exec(text(i)))),
  named: before((i) => /(?<one>\d+)a(?<two>-)/.exec(text(i))),
  manyGroups: before((i) => new RegExp('(.)'.repeat(12 + i)).exec('x'.repeat(20) + text(i).padEnd(40, 'y'))),
  input: before((i) => (/(\d+)a/.exec(text(i)), (RegExp.input = `set ${i}`))),
  nonLatin: before((i) => /(é)(.)/u.exec(`ü${i}é${i}`)),
  once: within((i, pause) => text(i).replace(/(\d+)b/, (all, one) => (pause(), `${all}${one}`))),
  each: within((i, pause) => text(i).replace(/(\d+)(\w)/g, (all, one) => (pause(), one + RegExp.$2))),
  eachOfAll: within((i, pause) => text(i).replaceAll(/(\d)/g, () => (pause(), RegExp.lastMatch))),
  stickyReplace: within((i, pause) => text(i).replace(/(<)/y, () => (pause(), RegExp.rightContext))),
  stringReplace: within((i, pause) => (/(\d+)/.exec(text(i)), 'a.b'.replace('.', () => (pause(), RegExp.$1)))),
  ownExec: within((i, pause) => {
    const own = /(\d+)(\w)/g;
    own.exec = (s) => (pause(), RegExp.prototype.exec.call(own, s));
    return [text(i).replace(own, '$2$1'), text(i).match(own), text(i).split(own)];
  }),
  inTurns: within((i, pause) => {
    const results = [];
    for (const match of text(i).matchAll(/(\d+)(\w)/g)) results.push((pause(), match[0]), /(.)>/.exec(text(i))[1]);
    return results;
  }),
  nested: within((i, pause) =>
    text(i).replace(/(\d+)a/, () => (pause(), `${i}x${i}`.replace(/x(.)/, () => (pause(), RegExp.$1)) + RegExp.$1)),
  ),
  subclass: within((i, pause) => {
    class Mine extends RegExp {
      exec(s) {
        pause();
        return super.exec(s);
      }
    }
    return text(i).replace(new Mine('(\\d+)b'), '[$1]');
  }),
  contexts: (i, pause) => {
    const mine = contexts.filter((_, k) => (i + k) % 2 === 0);
    for (const R of mine) new R(`(${i}[ab])`).exec(text(i));
    /(\d+)c/.exec(text(i));
    pause();
    return [statics(), mine.map((R) => statics(R))];
  },
};

spawn(() => {
  for (const [name, way] of Object.entries(ways)) {
    const indexes = Array.from({ length: FIBERS }, (_, i) => i);
    const expected = indexes.map((i) => way(i, () => {}));
    most = 0;
    const fibers = indexes.map((i) => spawn(way, i, park));
    joinAll(fibers);
    assert.deepStrictEqual(
      fibers.map((fiber) => fiber.get()),
      expected,
      name,
    );
    assert.strictEqual(most, FIBERS, `${name}: they are to wait at the same time`);
  }
  console.log('ok');
});
