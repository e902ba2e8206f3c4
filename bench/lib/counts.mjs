// User instructions of an operation, counted by callgrind. Unlike time they are the same on a busy machine, and from run to run.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/addon-file.mjs';

const run = promisify(execFile);
const PROGRAM = path.join(ROOT, 'bench', 'counts', 'operations.js');
const EMPTY = path.join(ROOT, 'bench', 'startup', 'empty.js');

/** What is counted, in the words of the report. `preload` is counted in another way: see countPreload(). */
export const OPERATIONS = {
  switch: 'resume + suspend',
  start: 'a coroutine starts and ends',
  pass: 'a fiber parks and goes to the back of the queue',
  wake: 'a fiber wakes another one and parks',
  lock: 'a lock is handed over',
  channel: 'an item goes through a channel, and one comes back',
  spawn: 'spawn + join',
  map: 'Pool#map, an item',
  preload: 'start-up of the preload',
};

const OPERATIONS_A_WINDOW = 200;
const WARM = 30;
/** Of each operation; the one with the least counts, since V8 may compile a function, or collect garbage, in any of them. */
const WINDOWS = 5;
/** The preload is a small difference of two whole processes, in which V8's own threads do more or less. */
const PRELOAD_MARGINS = 2;

/**
 * V8 compiles in the thread that counts, and always at the same place (`--predictable`); objects are hashed alike; no garbage is collected
 * within a window, as a rule; and what is called often enough is compiled soon.
 * @param {string} version of Node
 */
function flags(version) {
  const soon = /^v20\./.test(version) ? '--interrupt-budget=5000' : '--invocation-count-for-turbofan=300';
  const sizes = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
  return ['--predictable', '--hash-seed=1', '--random-seed=1', ...sizes, soon];
}

/** Nothing may depend on how late it is: under valgrind everything takes fifty times as long. */
const SETTINGS = {
  NODE_OPTIONS: '',
  GREENPATCH_ENGINE: 'switch',
  GREENPATCH_REQUIRE: '1',
  GREENPATCH_SPAWN_SITES: 'none',
  GREENPATCH_SLICE_MS: '60000',
  GREENPATCH_WARN_HUB: 'off',
};

/**
 * @typedef {object} Tools
 * @property {string} valgrind
 * @property {string} marks the addon of bench/counts/marks.c
 * @property {string} node
 * @property {string} version of that Node
 */

/**
 * Instructions an operation, by name.
 * @param {string[]} names of OPERATIONS
 * @param {Tools} tools
 * @returns {Promise<Record<string, number>>}
 */
export async function count(names, tools) {
  const marked = names.filter((name) => name !== 'preload');
  const [counts, preload] = await Promise.all([
    marked.length > 0 ? countMarked(marked, tools) : {},
    marked.length < names.length ? countPreload(tools) : {},
  ]);
  return { ...counts, ...preload };
}

/**
 * Runs the program under callgrind and hands over the folder of what it wrote: `out.1`, `out.2` and so on, one a window.
 * @template T
 * @param {string[]} names
 * @param {Tools} tools
 * @param {string[]} options of callgrind
 * @param {string[]} nodeOptions
 * @param {(folder: string) => T} use
 */
export async function underCallgrind(names, { valgrind, marks, node, version }, options, nodeOptions, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-counts-'));
  try {
    const callgrind = ['--tool=callgrind', '--instr-atstart=no', '--smc-check=all-non-file', ...options];
    const files = [`--callgrind-out-file=${folder}/out`, `--log-file=${folder}/log`];
    const program = ['-r', ROOT, PROGRAM, marks, OPERATIONS_A_WINDOW, WARM, WINDOWS, ...names].map(String);
    await run(valgrind, [...callgrind, ...files, node, ...flags(version), ...nodeOptions, ...program], {
      env: { ...process.env, ...SETTINGS },
      cwd: folder,
    });
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} names
 * @param {Tools} tools
 */
const countMarked = (names, tools) =>
  underCallgrind(names, tools, [], [], (folder) => {
    const each = (/** @type {number} */ at) => Math.round(least(folder, at).total / OPERATIONS_A_WINDOW);
    return Object.fromEntries(names.map((name, at) => [name, each(at)]));
  });

/**
 * The window with the least instructions of an operation.
 * @param {string} folder
 * @param {number} at its place among those that were run
 */
export function least(folder, at) {
  const windows = Array.from({ length: WINDOWS }, (_, window) => {
    const text = readFileSync(path.join(folder, `out.${at * WINDOWS + window + 1}`), 'latin1');
    return { total: Number(/^totals: (\d+)/m.exec(text)?.[1]), text, operations: OPERATIONS_A_WINDOW };
  });
  const best = windows.reduce((a, b) => (a.total <= b.total ? a : b));
  if (!(best.total > 0)) throw new Error(`callgrind has counted nothing: ${readdirSync(folder).join(' ')}`);
  return best;
}

/**
 * What the preload adds to the start of a process, with V8's own flags: others make V8 refuse Node's snapshot of code.
 * @param {Tools} tools
 */
async function countPreload({ valgrind, node }) {
  const total = async (/** @type {string[]} */ args) => {
    const options = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];
    const { stderr } = await run(valgrind, [...options, node, ...args, EMPTY], {
      env: { ...process.env, ...SETTINGS },
    });
    return Number(/I +refs: +([\d,]+)/.exec(stderr)?.[1]?.replaceAll(',', ''));
  };
  const plain = await total([]);
  return { preload: (await total(['-r', ROOT])) - plain };
}

/**
 * @typedef {object} Limits what was counted when the limits were last moved on, for one Node line
 * @property {string} version
 * @property {Record<string, number>} instructions
 */

/**
 * What is above its limit, as a sentence each.
 * @param {Record<string, number>} counted
 * @param {Limits} limits
 * @param {number} margin as a part of what was counted then
 */
export function excesses(counted, { version, instructions }, margin) {
  return Object.entries(counted).flatMap(([name, now]) => {
    const then = instructions[name];
    if (then === undefined) return [`${name}: there is no limit for it. Run "npm run bench:counts -- --update"`];
    const limit = Math.floor(then * (1 + (name === 'preload' ? PRELOAD_MARGINS * margin : margin)));
    if (now <= limit) return [];
    const more = `${Math.round((now / then - 1) * 100)}% more than the ${then} it was`;
    const look = name === 'preload' ? 'npm run bench -- --only startup/' : `npm run bench:counts -- --profile ${name}`;
    return [
      `${name} (${OPERATIONS[/** @type {keyof typeof OPERATIONS} */ (name)]}): ${now} instructions on Node ${version}, ${more}; the limit is ${limit}. ` +
        `Profile it: ${look}. If it is meant: npm run bench:counts -- --update`,
    ];
  });
}
