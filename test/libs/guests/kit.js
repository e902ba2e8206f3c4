'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const path = require('node:path');

const [folder] = process.argv.slice(2);
/** A package of the folder given. */
exports.load = (name) => require(path.join(folder, 'node_modules', name));

let turns = 0;
const counting = setInterval(() => turns++, 1);

/** What guests call: it blocks. */
function ask(n) {
  const before = turns;
  ask.most = Math.max(ask.most, ++ask.inside);
  const out = execFileSync('/bin/sh', ['-c', `sleep 0.02; echo $((${n} * 2))`], { encoding: 'utf8', env: {} });
  ask.inside--;
  ask.parked ||= turns > before;
  return Number(out);
}
exports.ask = Object.assign(ask, { inside: 0, most: 0, parked: false });

/** Runs `task(n)` for n = 1 .. 4 in a timer each, and prints the results. Other code runs meanwhile if guests may park, else none does. */
exports.four = async (task) => {
  const one = (n) => new Promise((resolve, reject) => setTimeout(() => attempt(task, n, resolve, reject), 1));
  const results = await Promise.all([1, 2, 3, 4].map(one));
  clearInterval(counting);
  assert.strictEqual(ask.parked, process.env.GREENPATCH_GUESTS === 'park');
  assert.strictEqual(ask.most, 1, 'one at a time in the guest');
  console.log(results.join());
};

function attempt(task, n, resolve, reject) {
  try {
    resolve(task(n));
  } catch (error) {
    reject(error);
  }
}
