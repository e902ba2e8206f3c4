// Installs one version of a library, with all it needs, into .cache/libs/<library>/<version>, once. What was installed is written
// down beside the library's declaration, in `locks/<version>.json`, and is the same ever after.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/addon-file.mjs';
import { withLock } from '../../../scripts/lock.mjs';
import { findLine } from '../../../scripts/node-lines.mjs';

const CACHE = path.join(ROOT, '.cache', 'libs');
const LIMIT_MS = 300_000;
/** SQLite is one file of nine megabytes. */
const COMPILE_LIMIT_MS = 900_000;
const run = promisify(execFile);

/**
 * @param {import('./declarations.mjs').Library} library
 * @param {string} version
 * @param {number} [line] the Node line that its addon is compiled for, if it has one
 * @returns {Promise<string>} the folder in whose node_modules it is
 */
export async function install(library, version, line) {
  const addon = library.addon ? findLine(line ?? Number(process.versions.node.split('.')[0])) : undefined;
  const folder = path.join(CACHE, library.library, addon ? `${version}-node-${addon.major}` : version);
  mkdirSync(path.dirname(folder), { recursive: true });
  const manifest = {
    name: 'greenpatch-tests-a-library',
    version: '0.0.0',
    private: true,
    dependencies: { [library.library]: version, ...library.with },
  };
  const lock = path.join(library.folder, 'locks', `${version}.json`);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const stamp = path.join(folder, 'installed');
  const wanted = createHash('sha256')
    .update(text)
    .update(existsSync(lock) ? readFileSync(lock) : '')
    .digest('hex');
  await withLock(`libs-${library.library.replace('/', '+')}-${version}`, async () => {
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), text);
    await npm(library, folder, lock);
    if (addon) await compile(path.join(folder, 'node_modules', /** @type {string} */ (library.addon)), addon);
    writeFileSync(stamp, createHash('sha256').update(text).update(readFileSync(lock)).digest('hex'));
  });
  return folder;
}

/**
 * @param {import('./declarations.mjs').Library} library
 * @param {string} folder
 * @param {string} lock
 */
async function npm(library, folder, lock) {
  const inFolder = path.join(folder, 'package-lock.json');
  const locked = existsSync(lock);
  if (locked) copyFileSync(lock, inFolder);
  const args = [locked ? 'ci' : 'install', '--no-audit', '--no-fund', '--omit-lockfile-registry-resolved'];
  if (!library.scripts) args.push('--ignore-scripts');
  const options = { cwd: folder, timeout: LIMIT_MS };
  try {
    await run('npm', args, options);
  } catch (error) {
    // Optional packages for other platforms may be nowhere to be had. `install` does without them, and
    // keeps to the lock file, too.
    if (!locked) throw error;
    await run('npm', ['install', ...args.slice(1)], options);
  }
  if (locked) return;
  mkdirSync(path.dirname(lock), { recursive: true });
  copyFileSync(inFolder, lock);
}

/**
 * @param {string} cwd the folder of the package that has the addon
 * @param {import('../../../scripts/node-lines.mjs').NodeLine} line
 */
async function compile(cwd, { exec, nodedir }) {
  const gyp = path.join(ROOT, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const args = [gyp, 'rebuild', ...(nodedir === undefined ? [] : [`--nodedir=${nodedir}`])];
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${path.dirname(exec)}${path.delimiter}${process.env.PATH}` };
  delete env.npm_config_nodedir; // npm's own setting, for the Node that it runs on
  await run(exec, args, { cwd, env, timeout: COMPILE_LIMIT_MS, maxBuffer: 1 << 26 });
}
