// What the commands and the spec share: runs programs of the table in plain Node and under greenpatch, in processes of their own.
import { spawn, execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findLine } from '../../scripts/node-lines.mjs';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, '..', '..');
const RUN = path.join(HERE, 'run.js');
const LONGEST_MS = 120_000;
/** Without any word of the program's, and with collections on request. */
const FLAGS = ['--no-warnings', '--expose-gc'];

/**
 * @typedef {{ chain: string[], same: boolean }} Program
 * @typedef {{ line: number, engine: string, flags?: string[], workers?: boolean, preload?: string }} Where
 */

/**
 * The names in the table of a Node line.
 * @param {number} line
 * @param {string[]} [flags]
 * @returns {string[]}
 */
export function namesOf(line, flags = []) {
  const table = JSON.stringify(path.join(HERE, 'table.js'));
  const args = [...FLAGS, ...flags, '-p', `JSON.stringify(require(${table}).names)`];
  return JSON.parse(execFileSync(executable(line), args, { encoding: 'utf8', env: environment() }));
}

/** @param {number} line */
export function executable(line) {
  const node = findLine(line);
  if (!node) throw new Error(`Node ${line} is not here. Run "npm run prebuilds" first`);
  return node.exec;
}

export const environment = (more = {}) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TZ: 'UTC',
  LANG: 'C',
  ...more,
});

/**
 * One process.
 * @param {Program[]} programs
 * @param {Where} where
 * @param {boolean} patched
 * @returns {Promise<{ answers: string[][], failure?: string, last?: Program }>}
 */
function run(programs, where, patched) {
  const { line, engine, flags = [], workers = false, preload = ROOT } = where;
  const args = [...FLAGS, ...flags, ...(patched ? ['-r', preload] : []), RUN, JSON.stringify(programs), ...(workers ? ['--workers'] : [])]; // prettier-ignore
  const own = patched ? { GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1', GREENPATCH_WARN_HUB: 'off' } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(executable(line), args, { env: environment({ CALLBACKS_TRACE: '1', ...own }), cwd: ROOT });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (out.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (out.stderr += text));
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
        answers: [],
        failure: `${how}\n${words}`,
        last: traces.length > 0 ? JSON.parse(String(traces.at(-1)).slice(1)) : undefined,
      });
    });
  });
}

/** @param {Program} a @param {Program} b */
const sameProgram = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Where one ends the process, those in front of it and those behind it are run again without it.
 * @param {Program[]} programs
 * @param {Where} where
 * @param {boolean} patched
 * @returns {Promise<(string[] | string)[]>} a text where a program ends the process
 */
async function answersTo(programs, where, patched) {
  if (programs.length === 0) return [];
  const { answers, failure, last } = await run(programs, where, patched);
  if (failure === undefined) return answers;
  const at = programs.findIndex((program) => last !== undefined && sameProgram(program, last));
  if (at < 0) return programs.map(() => failure);
  const before = await answersTo(programs.slice(0, at), where, patched);
  return [...before, failure, ...(await answersTo(programs.slice(at + 1), where, patched))];
}

/**
 * Runs programs in plain Node and under greenpatch. With flags some may end plain Node: they are told, and left out.
 * @param {Program[]} programs
 * @param {Where} where
 * @returns {Promise<{ program: Program, plain: string[], patched: string }[]>} the differences
 */
export async function differences(programs, where) {
  const plain = await answersTo(programs, { ...where, workers: false }, false);
  const ends = programs.filter((_, i) => typeof plain[i] === 'string');
  const told = ends.map(outline).join('; ');
  if (ends.length > 0 && !where.flags?.length) throw new Error(`plain Node ${where.line}: ${plain.find((one) => typeof one === 'string')} ${told}`); // prettier-ignore
  if (ends.length > 0)
    console.log(`left out, since plain Node ${where.line} ${where.flags?.join(' ')} ends there: ${told}`);
  const left = programs.filter((program) => !ends.includes(program));
  const patched = await answersTo(left, where, true);
  const all = left.map((program, i) => ({
    program,
    plain: /** @type {string[]} */ (plain[programs.indexOf(program)]),
    patched: typeof patched[i] === 'string' ? patched[i] : JSON.stringify(patched[i]),
  }));
  return all.filter(({ plain, patched }) => patched !== JSON.stringify(plain));
}

/** @param {Program} program */
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
