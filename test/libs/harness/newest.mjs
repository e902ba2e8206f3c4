// Runs the newest releases of the libraries that `npm test` runs, where they are newer than those that are declared. Nothing is pinned.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { wantedLines } from '../../../scripts/node-lines.mjs';
import { byVersion } from '../../../scripts/node-pins.mjs';
import { versionsOf } from '../../../scripts/npm-package.mjs';
import { libraries } from './declarations.mjs';
import { runLibrary } from './run.mjs';

/** @typedef {import('./declarations.mjs').Library} Library */

/** @param {string} version */
const isNewerThan = (version) => (/** @type {string} */ declared) => byVersion(version, declared) > 0;

/** @returns {AsyncGenerator<string>} what to say of each */
export async function* tryLibraries() {
  const all = libraries().filter(({ fast }) => fast === true);
  for (const library of all) {
    const newest = (await versionsOf(library.library)).sort(byVersion).at(-1);
    if (newest === undefined || !library.versions.every(isNewerThan(newest)))
      yield `${library.library}: the tests use the newest release, ${library.versions.at(-1)}`;
    else yield await tryLibrary(library, newest);
  }
}

/**
 * @param {Library} library
 * @param {string} version
 */
async function tryLibrary(library, version) {
  const lines = wantedLines().filter((line) => library.lines?.includes(line) ?? true);
  const line = /** @type {number} */ (lines.at(-1));
  const title = `${library.library} ${version} (the tests use ${library.versions.join(', ')}), Node ${line}`;
  try {
    const { verdict, faults } = await runLibrary({ ...library, own: [] }, version, line, 'threads');
    return [`${title}: ${verdict}`, ...faults.map((fault) => `  would break: ${fault}`)].join('\n');
  } finally {
    rmSync(path.join(library.folder, 'locks', `${version}.json`), { force: true });
  }
}
