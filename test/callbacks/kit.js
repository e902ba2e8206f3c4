'use strict';
// Runs programs of the table: plain Node uses each as often as there would be fibers, one after the other; under greenpatch as many fibers
// use it at a time. An answer is text.
const util = require('node:util');
const { entries } = require('./table');

const FIBERS = 16;
/** A callback that goes on calling would never end. */
const NESTED = 2;

const text = (answer) => util.inspect(answer, { depth: 5, breakLength: Infinity, sorted: true }).slice(0, 500);
const failure = (error) => `threw ${error?.name}: ${String(error?.message ?? error).split('\n')[0]}`;

/** What the callbacks do in plain Node: nothing. */
const plain = { rest: () => undefined, each: sequentially, settled: (promise) => promise };

/** In fibers: each callback parks, where it may, and every few of them collect garbage while the others are parked. */
function parking() {
  const { inFiber, sleep, spawn, wait } = require('greenpatch/api');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let calls = 0;
  const rest = () => {
    const n = ++calls;
    if (n % 101 === 0) globalThis.gc?.();
    else if (n % 17 === 0) globalThis.gc?.({ type: 'minor' });
    if (!inFiber()) Atomics.wait(cell, 0, 0, 0.05);
    else if (n % 7 === 0) Atomics.wait(cell, 0, 0, 1);
    else sleep(0);
  };
  const each = async (count, fn) => {
    const fibers = Array.from({ length: count }, (_, i) => spawn(() => fn(i)));
    const answers = [];
    for (const fiber of fibers) answers.push(await fiber);
    return answers;
  };
  return { rest, each, settled: (promise) => wait(promise) };
}

async function sequentially(count, fn) {
  const answers = [];
  for (let i = 0; i < count; i++) answers.push(await fn(i));
  return answers;
}

/**
 * Makes what uses a chain of entries: the callback of each uses the next one, and at the bottom it rests.
 * @param {string[]} chain names
 * @param {{ rest: () => void }} how
 * @returns {() => unknown} gives the answer, with those of what was used within
 */
function user([name, ...rest], how) {
  const log = [];
  const call = (value) => {
    if (rest.length === 0) how.rest();
    else if (log.length < NESTED) {
      const place = log.push('unfinished') - 1;
      const answer = attempt(() => user(rest, how)());
      // What goes on later is not waited for: plain Node could not do so in there.
      log[place] = isPromise(answer) ? (answer.catch(() => undefined), 'asynchronous') : answer;
    }
    return value;
  };
  const use = entries[name](call);
  const whole = (answer) => (rest.length === 0 ? answer : [answer, log]);
  return () => {
    const answer = use();
    return isPromise(answer) ? answer.then(whole, (error) => whole(failure(error))) : whole(answer);
  };
}

const isPromise = (answer) => typeof answer?.then === 'function';

function attempt(use) {
  try {
    return use();
  } catch (error) {
    return failure(error);
  }
}

/**
 * In plain Node the answer of `Buffer.from` of an object depends on where in Node's pool it begins: what its getters allocate lies in the same
 * place, unless the pool is used up. So each program begins with a new pool. Where a pool lies in its memory differs: Node 26 aligns it.
 */
function newPool() {
  const poolOf = () => Buffer.allocUnsafe(1024).buffer;
  const before = poolOf();
  for (let i = 0; i < 1000; i++) if (poolOf() !== before) return;
  throw new Error('no new pool of buffers was made');
}

/** Uses a chain `FIBERS` times, with one object for all or with one each, and gives the different answers. */
async function answersTo({ chain, same }, how) {
  newPool();
  const shared = same ? user(chain, how) : null;
  const use = () => {
    const answer = attempt(() => (shared ?? user(chain, how))());
    return isPromise(answer) ? how.settled(answer.then(text, failure)) : text(answer);
  };
  return how.each(FIBERS, use);
}

module.exports = { answersTo, plain, parking, FIBERS };
