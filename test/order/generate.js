'use strict';
// Random programs: a seed gives a tree of actions, which `actions.js` knows how to do.
//
//   node test/order/generate.js 7        prints the program of seed 7

const { random } = require('../support/random');

/** Every kind of action and how often it is taken. What each does is said in actions.js. */
const KINDS = {
  // Done at once.
  call: 1,
  emit: 2,
  dispatch: 2,
  abort: 1,
  catch: 1,
  publish: 1,
  als: 3,
  enterWith: 2,
  exit: 1,
  resource: 2,
  bind: 1,
  // Drained before the event loop goes on.
  tick: 6,
  microtask: 4,
  then: 5,
  chain: 2,
  thenable: 2,
  nested: 1,
  finally: 1,
  rejected: 2,
  all: 1,
  race: 1,
  async: 5,
  asyncThrow: 1,
  generator: 3,
  iterator: 1,
  capture: 1,
  once: 1,
  readable: 2,
  writable: 2,
  pipeline: 1,
  hold: 1,
  release: 1,
  // Taken up by the event loop.
  timer: 6,
  immediate: 6,
  interval: 2,
  refresh: 1,
  clear: 2,
  sleep: 1,
  turn: 1,
  fs: 2,
  fsPromise: 1,
  message: 2,
  // Errors that are not caught.
  throw: 2,
  reject: 2,
  late: 2,
};
const BAG = Object.entries(KINDS).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind));
/** Where a program begins. */
const STARTS = ['tick', 'microtask', 'then', 'timer', 'immediate', 'fs', 'message', 'async'];
const MOST_ACTIONS = 40;
const DEPTH = 6;

/**
 * @param {number} seed
 * @returns the program: an action is `{ kind, n, of }`, with a small number for it to use as it likes and the actions in it
 */
function generate(seed) {
  const { below, chance, pick } = random(seed);
  let left = 5 + below(MOST_ACTIONS);
  const actions = (depth) => {
    const list = [];
    for (let width = 1 + below(4); width > 0 && left > 0; width--) {
      left--;
      const kind = pick(BAG);
      list.push({ kind, n: below(3), of: depth > 1 && chance(0.75) ? actions(depth - 1) : [] });
    }
    return list;
  };
  const start = { kind: pick(STARTS), n: 1, of: [] };
  while (left > 0) start.of.push(...actions(DEPTH));
  return start;
}

/** Programs that are smaller by one action each: without it, or with what is in it in its place. Large cuts come first. */
function* smaller(program) {
  const places = [];
  const walk = (action, path) =>
    action.of.forEach((child, i) => {
      places.push({ path: [...path, i], size: size(child) });
      walk(child, [...path, i]);
    });
  walk(program, []);
  places.sort((a, b) => b.size - a.size);
  for (const { path } of places) yield cut(program, path, () => []);
  for (const { path, size } of places) if (size > 1) yield cut(program, path, (child) => child.of);
}

const size = (action) => action.of.reduce((sum, child) => sum + size(child), 1);

function cut(action, [at, ...rest], replace) {
  const of = action.of.flatMap((child, i) => {
    if (i !== at) return [child];
    return rest.length === 0 ? replace(child) : [cut(child, rest, replace)];
  });
  return { ...action, of };
}

/** For people: one action per line, with the label that it has in the trace. */
function outline(action, label = '0', indent = '') {
  const inner = action.of.map((child, i) => outline(child, `${label}.${i}`, `${indent}  `));
  return [`${indent}${label} ${action.kind} ${action.n}`, ...inner].join('\n');
}

module.exports = { generate, smaller, size, outline };
if (require.main === module) console.log(outline(generate(Number(process.argv[2]))));
