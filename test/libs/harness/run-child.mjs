// Runs `child.cjs` in a process of its own, and does what that asks for.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../../scripts/addon-file.mjs';
import { ensure } from './server-tools.mjs';

const CHILD = fileURLToPath(new URL('child.cjs', import.meta.url));
const TERMINAL = path.join(ROOT, 'test', 'support', 'terminal.py');
const LIMIT_MS = 120_000;

/** @typedef {import('./declarations.mjs').Library} Library */
/** @typedef {import('./run.mjs').Row} Row */

/** What is done when a child tells something; it goes on with what that gives. @typedef {Record<string, (value: any) => unknown>} Asked */

/** @param {Record<string, string>} extra */
export function environment(extra) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST|npm_)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * What greenpatch is told when it runs a library.
 * @param {Library} library
 * @param {string} engine
 */
export const settings = ({ compat }, engine) => ({
  ...(compat === undefined ? {} : { GREENPATCH_COMPAT: compat }),
  GREENPATCH_ENGINE: engine,
  GREENPATCH_REQUIRE: '1',
  GREENPATCH_WARN_HUB: 'off',
});

/**
 * @typedef {object} Task
 * @property {'calls' | 'killed' | 'pace'} task
 * @property {'plain' | 'fibers'} mode
 * @property {string} exec
 * @property {string} folder where the library is installed
 * @property {number} port
 * @property {number} count
 * @property {number} unit
 * @property {string} [data]
 */

/**
 * @param {Library} library
 * @param {string} engine
 * @param {Task} task
 * @param {Asked} asked
 * @returns {Promise<any>} what it reports
 */
export function runChild(library, engine, { task, mode, exec, folder, port, count, unit, data = '' }, asked) {
  const file = path.join(library.folder, /** @type {string} */ (library.case));
  const args = [task, mode, file, folder, String(port), String(count), String(unit), data];
  const [program, flags] = library.terminal ? [ensure('python3', 'python3'), [TERMINAL, exec]] : [exec, []];
  return mode === 'plain'
    ? start(program, flags, args, {}, asked)
    : start(program, [...flags, '-r', ROOT], args, settings(library, engine), asked);
}

/**
 * @param {string} exec
 * @param {string[]} flags
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {Asked} asked
 * @returns {Promise<any>}
 */
function start(exec, flags, args, env, asked) {
  return new Promise((resolve, reject) => {
    /** @type {any} */
    let result;
    let output = '';
    // Libraries leave files where they are used, in plain Node as well.
    const cwd = mkdtempSync(path.join(tmpdir(), 'greenpatch-library-'));
    const child = fork(CHILD, args, {
      cwd,
      execPath: exec,
      execArgv: flags,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => (output = `${output}${text}`.slice(-8000)));
    const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    const answer = async (/** @type {{what: string, value: unknown}} */ { what, value }) => {
      const given = await asked[what]?.(value);
      if (child.connected) child.send({ answer: given });
    };
    child.on('message', (/** @type {any} */ message) => {
      if (message.result !== undefined) result = message.result;
      else
        answer(message).catch((error) => {
          output += `${error.stack}\n`;
          child.kill('SIGKILL');
        });
    });
    child.on('exit', (code, signal) => {
      clearTimeout(late);
      rmSync(cwd, { recursive: true, force: true });
      if (code === 0 && result !== undefined) return resolve(result);
      const leaks = result !== undefined && signal === 'SIGKILL' ? 'it does not end: something is left open; ' : '';
      reject(new Error(`${leaks}its process ended with ${signal ?? code}: ${output}`));
    });
  });
}
