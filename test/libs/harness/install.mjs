// Installs one version of a library, with all it needs, into .cache/libs/<library>/<version>, once. What was installed is written
// down beside the library's declaration, in `locks/<version>.json`, and is the same ever after.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/addon-file.mjs';
import { withLock } from '../../../scripts/lock.mjs';

const CACHE = path.join(ROOT, '.cache', 'libs');
const LIMIT_MS = 300_000;
const run = promisify(execFile);

/**
 * @param {import('./declarations.mjs').Library} library
 * @param {string} version
 * @returns {Promise<string>} the folder in whose node_modules it is
 */
export async function install(library, version) {
  const folder = path.join(CACHE, library.library, version);
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
  await run('npm', args, { cwd: folder, timeout: LIMIT_MS });
  if (locked) return;
  mkdirSync(path.dirname(lock), { recursive: true });
  copyFileSync(inFolder, lock);
}
