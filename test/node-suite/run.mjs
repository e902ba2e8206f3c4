// Runs tests of Node's own suite, as its own runner would, plain or with greenpatch preloaded.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/addon-file.mjs';

const FOLDERS = ['parallel', 'sequential', 'es-module', 'async-hooks'];
const LIMIT_MS = 40_000;

/**
 * Every test of a suite, in order.
 * @param {string} root
 */
export function testsOf(root) {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, 'test', folder))
      .filter((name) => /^test-.*\.m?js$/.test(name))
      .sort()
      .map((name) => `test/${folder}/${name}`),
  );
}

/** @param {string} file */
function flagsOf(file) {
  const head = readFileSync(file, 'utf8').slice(0, 4000);
  return [...head.matchAll(/^\/\/\s+Flags:\s*(.*)$/gm)].flatMap(([, flags]) =>
    (flags ?? '').split(/\s+/).filter(Boolean),
  );
}

/**
 * @typedef {object} How
 * @property {string} root of the suite
 * @property {string} node the executable
 * @property {boolean} preload
 */

/**
 * Runs one test.
 * @param {How} how
 * @param {string} test
 * @param {number} slot
 * @returns {Promise<{ test: string, code: number | string, output: string }>}
 */
function runOne({ root, node, preload }, test, slot) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'node-suite-'));
  const file = path.join(root, test);
  const args = [...flagsOf(file), ...(preload ? ['-r', ROOT] : []), file];
  const env = {
    ...process.env,
    NODE_TEST_DIR: folder,
    TEST_THREAD_ID: String(slot),
    TEST_PARALLEL: '1',
    NODE_SKIP_FLAG_CHECK: '1',
    NODE_TEST_KNOWN_GLOBALS: '0',
    NO_COLOR: '1',
  };
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => (output = (output + data).slice(-4000)));
    }
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child.pid);
    }, LIMIT_MS);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      killGroup(child.pid); // what the test has left behind
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      resolve({ test, code: late ? 'time limit' : (code ?? /** @type {string} */ (signal)), output });
    });
  });
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, with all of its children.
  }
}

/**
 * Runs tests, two at a time.
 * @param {How} how
 * @param {readonly string[]} tests
 * @param {number} [jobs]
 */
export async function runAll(how, tests, jobs = 2) {
  const results = [];
  const left = tests.map((test, at) => ({ test, at }));
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      results.push(await runOne(how, next.test, next.at % 50));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}
