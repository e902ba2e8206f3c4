// Two checkouts of greenpatch, switch by switch: `npm run bench -- --against FOLDER`. Both are alive on one CPU and take turns of a few
// milliseconds, A B B A, so that whatever else the machine does meets both. What counts is CPU time, and the ratio turn by turn.
import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { here, onPath } from './child.mjs';
import { median, quartiles, ratio, round } from './stats.mjs';
import { markdown, number } from './table.mjs';

/** Operations in one turn: some milliseconds each. */
const kinds = {
  raw: 3000,
  start: 3000,
  yield: 1500,
  wake: 1500,
  spawn: 600,
  contexts4: 3000,
  contexts100: 1500,
  contexts1000: 100,
};
const WARM_UP = 40;
const REPS = 300;
const QUICK_REPS = 5;

const own = path.join(here, '..');

const entryOf = (root) => path.join(root, 'dist/index.js');

/** A program that does what it is told, in another process. */
class Side {
  #settle;

  constructor(root, node, pin) {
    const [execPath, ...execArgv] = [...pin, node, '-r', entryOf(root)];
    const stdio = ['ignore', 2, 2, 'ipc'];
    this.child = fork(path.join(here, 'switch/paired.js'), [root], { execPath, execArgv, stdio });
    this.ready = this.#answer();
    const ended = (why) => this.#settle.reject(new Error(`--against: ${root} ended with ${why}`));
    this.child.on('message', (said) => this.#settle.resolve(said));
    this.child.on('error', (error) => ended(error.message));
    this.child.on('exit', (code, signal) => ended(signal ?? `status ${code}`));
  }

  /** CPU time in ns an operation. */
  turn(kind, n) {
    this.child.send([kind, n]);
    return this.#answer();
  }

  #answer() {
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }
}

async function pair(sides, kind, rep) {
  const taken = [];
  for (const i of rep % 2 === 0 ? [0, 1] : [1, 0]) taken[i] = await sides[i].turn(kind, kinds[kind]);
  return taken;
}

async function compare(sides, kind, reps) {
  for (let rep = 0; rep < Math.min(WARM_UP, reps); rep++) await pair(sides, kind, rep);
  const pairs = [];
  for (let rep = 0; rep < reps; rep++) pairs.push(await pair(sides, kind, rep));
  const [ours, theirs] = [0, 1].map((i) => pairs.map((taken) => taken[i]));
  const ratios = pairs.map(([mine, its]) => ratio(mine, its));
  const [low, high] = quartiles(ratios);
  const best = ratio(Math.min(...ours), Math.min(...theirs));
  return {
    workload: 'switch',
    against: kind,
    pairs: reps,
    cpu_ns: round(median(ours)),
    its_cpu_ns: round(median(theirs)),
    least_ns: round(Math.min(...ours)),
    its_least_ns: round(Math.min(...theirs)),
    ratio: round(median(ratios)),
    from: round(low),
    to: round(high),
    ratio_of_least: round(best),
  };
}

/** Compares; hands each line on as soon as it is there. */
async function runAll({ against, node, only, reps, quick }, add) {
  const chosen = Object.keys(kinds).filter((kind) => only.test(`switch/${kind}`));
  if (chosen.length === 0)
    throw new Error(`--only matches none of ${Object.keys(kinds).map((kind) => `switch/${kind}`)}`);
  const roots = [own, path.resolve(against)];
  const absent = roots.map(entryOf).find((entry) => !fs.existsSync(entry));
  if (absent !== undefined) throw new Error(`--against: there is no ${absent}; build that checkout first`);
  const taskset = onPath('taskset');
  const pin = taskset === null ? [] : [taskset, '-c', String(os.cpus().length - 1)];
  const sides = [];
  try {
    for (const root of roots) sides.push(new Side(root, node, pin));
    await Promise.all(sides.map((side) => side.ready));
    for (const kind of chosen) add(await compare(sides, kind, reps ?? (quick ? QUICK_REPS : REPS)));
  } finally {
    for (const { child } of sides) child.kill('SIGKILL');
  }
}

const row = (line) => [
  line.against,
  String(line.pairs),
  number(line.cpu_ns),
  number(line.its_cpu_ns),
  `${line.ratio.toFixed(2)} (${line.from.toFixed(2)} to ${line.to.toFixed(2)})`,
  number(line.least_ns),
  number(line.its_least_ns),
  line.ratio_of_least.toFixed(2),
];

/**
 * @param {{ against: string, node: string, only: RegExp, reps?: number, quick: boolean }} chosen
 * @param {(line: object) => void} add
 * @returns the table
 */
export async function compareWith(chosen, add) {
  const lines = [];
  await runAll(chosen, (line) => {
    lines.push(line);
    add(line);
  });
  const header = ['switch', 'pairs', 'ours ns', 'its ns', 'ratio (quartiles)', 'our least', 'its least', 'ratio'];
  return `## Against ${chosen.against}, CPU time\n\n${markdown(header, lines.map(row))}\n`;
}
