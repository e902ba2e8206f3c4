// What the commands and the spec share: runs programs of the table in plain Node and under greenpatch, in processes of their own.
import { spawn, execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLine } from '../../scripts/node-lines.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, '..', '..');
const RUN = path.join(HERE, 'run.js');
const LONGEST_MS = 120_000;
/** Without any word of the program's, and with collections on request. */
const FLAGS = ['--no-warnings', '--expose-gc'];

/**
 * @typedef {{ chain: string[], same: boolean }} Program
 * @typedef {{ line: number, engine: string, flags?: string[], workers?: boolean, preload?: string }} Where
 */

/** The names in the table of a Node line. @param {number} line */
export function namesOf(line) {
  const table = JSON.stringify(path.join(HERE, 'table.js'));
  const args = [...FLAGS, '-p', `JSON.stringify(require(${table}).names)`];
  return JSON.parse(execFileSync(executable(line), args, { encoding: 'utf8', env: environment() }));
}

function executable(line) {
  const node = findLine(line);
  if (!node) throw new Error(`Node ${line} is not here. Run "npm run prebuilds" first`);
  return node.exec;
}

const environment = (more = {}) => ({ PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', LANG: 'C', ...more });

/** One process. @returns {Promise<{ answers?: string[][], failure?: string, last?: Program }>} */
function run(programs, { line, engine, flags = [], workers = false, preload = ROOT }, patched) {
  const args = [...FLAGS, ...flags, ...(patched ? ['-r', preload] : []), RUN, JSON.stringify(programs), ...(workers ? ['--workers'] : [])]; // prettier-ignore
  const own = patched ? { GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1', GREENPATCH_WARN_HUB: 'off' } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(executable(line), args, { env: environment({ CALLBACKS_TRACE: '1', ...own }), cwd: ROOT });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (out[name] += text));
    let late = false;
    const timer = setTimeout(() => ((late = true), child.kill('SIGKILL')), LONGEST_MS);
    child.on('error', reject).on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && out.stdout !== '') return resolve({ answers: JSON.parse(out.stdout) });
      const said = out.stderr.split('\n');
      const traces = said.filter((text) => text.startsWith('@'));
      const words = said.filter((text) => !text.startsWith('@')).slice(0, 20).join('\n'); // prettier-ignore
      const how = late ? `it was not over after ${LONGEST_MS} ms` : `it ended with ${signal ?? code}`;
      resolve({
        failure: `${how}\n${words}`,
        last: traces.length > 0 ? JSON.parse(traces.at(-1).slice(1)) : undefined,
      });
    });
  });
}

const sameProgram = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Runs programs in plain Node and under greenpatch. One that ends the process is noted, and those behind it are run in another one.
 * @param {Program[]} programs
 * @param {Where} where
 * @returns {Promise<{ program: Program, plain: string[], patched: string }[]>} the differences
 */
export async function differences(programs, where) {
  const plain = await run(programs, { ...where, workers: false }, false);
  if (plain.failure !== undefined)
    throw new Error(`plain Node ${where.line}: ${plain.failure} ${JSON.stringify(plain.last)}`);
  const different = [];
  for (let from = 0; from < programs.length;) {
    const { answers, failure, last } = await run(programs.slice(from), where, true);
    const count = answers === undefined ? 0 : answers.length;
    for (let i = 0; i < count; i++) {
      const patched = JSON.stringify(answers[i]);
      if (patched !== JSON.stringify(plain.answers[from + i]))
        different.push({ program: programs[from + i], plain: plain.answers[from + i], patched });
    }
    if (failure === undefined) break;
    const at = programs.findIndex((program, i) => i >= from && last !== undefined && sameProgram(program, last));
    different.push({ program: programs[at] ?? programs[from], plain: plain.answers[Math.max(at, from)], patched: failure }); // prettier-ignore
    if (at < 0) break;
    from = at + 1;
  }
  return different;
}

export const outline = ({ chain, same }) => `${chain.join(' > ')}${same ? ', one object for all' : ''}`;

/** @param {string} text as in `--flags "--jitless --permission"` */
export const flagsOf = (text = '') => text.split(' ').filter(Boolean);

/** Flags by the name of a mode. */
export const MODES = {
  plain: [],
  permission: ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', '--allow-addons', '--allow-worker', '--allow-child-process'], // prettier-ignore
  jitless: ['--jitless'],
  'stress-compaction': ['--stress-compaction'],
  'gc-interval': ['--gc-interval=500'],
};
