// Packages of the npm registry, through npm itself: which versions there are, and one exact version, checked and unpacked.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const shell = process.platform === 'win32';

/**
 * @param {string} name
 * @returns {Promise<string[]>} releases, in no order; none of a package that is not there
 */
export async function versionsOf(name) {
  const versions = await view(name, 'versions').catch((error) => {
    if (`${error.stdout}${error.stderr}`.includes('E404')) return []; // on stdout where npm is told to be silent
    throw error;
  });
  return (Array.isArray(versions) ? versions : [versions]).filter((version) => /^\d+\.\d+\.\d+$/.test(version));
}

/**
 * What the registry says of a version's tarball.
 * @param {string} name
 * @param {string} version
 * @returns {Promise<{ integrity: string }>}
 */
export const tarballOf = (name, version) => view(`${name}@${version}`, 'dist');

/**
 * @param {string} spec
 * @param {string} field
 * @returns {Promise<any>}
 */
async function view(spec, field) {
  const { stdout } = await run('npm', ['view', spec, field, '--json'], { shell, maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return `sha512-${hash.digest('base64')}`;
}

/**
 * Fetches a package into a folder, which then has `package/`.
 * @param {{ package: string, version: string, integrity: string }} pin
 * @param {string} folder
 * @param {string[]} [options] of npm
 * @throws Error if what comes is not what is pinned
 */
export async function unpack({ package: name, version, integrity }, folder, options = []) {
  const args = ['pack', `${name}@${version}`, '--json', '--ignore-scripts', '--pack-destination', folder, ...options];
  const { stdout } = await run('npm', args, { cwd: folder, shell });
  const file = path.basename(JSON.parse(stdout)[0].filename);
  const found = await sha512(path.join(folder, file));
  if (found !== integrity)
    throw new Error(
      `${name}@${version} is not the one that is pinned: its tarball has ${found}, and scripts/node-lines.json ${integrity}. ` +
        'Nothing of it was run.',
    );
  await run('tar', ['-xzf', file, '-C', folder], { cwd: folder });
}
