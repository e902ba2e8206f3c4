// The supported Node lines, and an executable of each. The running Node stands for its own line; the others come from the
// npm registry (packages `node-<platform>-<arch>`, which carry headers too) into .cache/node-lines/<major>, once.
//
//   node scripts/node-lines.mjs          makes sure that all lines are there and prints where
//
// GREENPATCH_TEST_LINES=20,24 restricts every script and test to these lines.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { libc, ROOT, runningHeaders } from './addon-file.mjs';
import { withLock } from './lock.mjs';

/** The one list of supported Node lines; CI's matrix and the README are checked against it. */
export const LINES = [20, 22, 24, 26];

const CACHE = path.join(ROOT, '.cache', 'node-lines');
const RUNNING = Number(process.versions.node.split('.')[0]);
const run = promisify(execFile);

/**
 * @typedef {object} NodeLine
 * @property {number} major
 * @property {string} version such as `v22.23.3`
 * @property {string} exec absolute path of the node executable
 * @property {string | undefined} nodedir folder with include/node; undefined where the running Node brings no headers
 */

/** Lines that tests and scripts should cover here: all supported ones, unless the environment names fewer. */
export function wantedLines() {
  const names = (process.env.GREENPATCH_TEST_LINES ?? '').split(/[\s,]+/).filter(Boolean);
  const unknown = names.filter((name) => !LINES.includes(Number(name)));
  if (unknown.length) throw new Error(`GREENPATCH_TEST_LINES names ${unknown}, which is none of ${LINES.join(', ')}`);
  if (names.length) return LINES.filter((line) => names.includes(String(line)));
  return canDownload() ? LINES : LINES.filter((line) => line === RUNNING);
}

/** The registry has builds for glibc Linux and macOS. Elsewhere the running Node is the only one a script can use. */
function canDownload() {
  return (process.platform === 'linux' && libc() === 'glibc') || process.platform === 'darwin';
}

/**
 * What is known about a line without downloading anything.
 * @param {number} major
 * @returns {NodeLine | undefined} undefined if this line is not here
 */
export function findLine(major) {
  if (major === RUNNING) return { major, version: process.version, exec: process.execPath, nodedir: runningHeaders() };
  const nodedir = path.join(CACHE, String(major));
  const exec = path.join(nodedir, 'bin', 'node');
  if (!existsSync(exec)) return undefined;
  const { version } = JSON.parse(readFileSync(path.join(nodedir, 'package.json'), 'utf8'));
  return { major, version: `v${version}`, exec, nodedir };
}

/**
 * Makes sure that a line is here, downloading it if need be.
 * @param {number} major
 * @returns {Promise<NodeLine>} rejects with what to do if the registry cannot be reached
 */
export async function ensureLine(major) {
  return findLine(major) ?? withLock(`node-${major}`, async () => findLine(major) ?? download(major));
}

/** @param {number} major */
async function download(major) {
  const name = `node-${process.platform}-${process.arch}`;
  console.error(`node-lines: fetching Node ${major} (${name}@${major})`);
  mkdirSync(CACHE, { recursive: true });
  const scratch = mkdtempSync(path.join(CACHE, 'fetch-'));
  try {
    await unpack(`${name}@${major}`, scratch);
    const folder = path.join(scratch, 'package');
    await run(path.join(folder, 'bin', 'node'), ['--version']);
    renameSync(folder, path.join(CACHE, String(major))); // Last: a folder that has its name is complete.
  } catch (error) {
    throw new Error(`${unreachable(name, major)}\n${lastLines(error)}`, { cause: error });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return /** @type {NodeLine} */ (findLine(major));
}

/**
 * @param {string} spec npm package and range
 * @param {string} folder
 */
async function unpack(spec, folder) {
  const { stdout } = await run('npm', ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(stdout);
  await run('tar', ['-xzf', path.basename(filename), '-C', folder], { cwd: folder });
}

/**
 * @param {string} name
 * @param {number} major
 */
function unreachable(name, major) {
  return (
    `Node ${major} could not be fetched from the npm registry (${name}@${major}). Tests run on every supported line ` +
    `(${LINES.join(', ')}). Check the network and the npm registry settings and run this again, or restrict the ` +
    `lines: GREENPATCH_TEST_LINES=${RUNNING}.`
  );
}

/** @param {unknown} error */
function lastLines(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').slice(-6).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const major of wantedLines()) {
    const line = await ensureLine(major);
    console.log(`${line.major}\t${line.version}\t${line.exec}`);
  }
}
