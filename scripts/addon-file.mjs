// Where a compiled addon lives, and how to tell that it is out of date. There is one place only, the name prebuildify
// gives it: prebuilds/<platform>-<arch>/greenpatch.abi<n>[.<libc>].node, chosen at load time by the ABI of the running
// Node. node-gyp's own build/Release holds one binary for one Node and would win over the right one on all others,
// so nothing is left there (see install.mjs).
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The C library a prebuilt binary is made for, tagged as node-gyp-build looks for it; '' where there is no choice. */
export function libc() {
  if (process.platform !== 'linux') return '';
  return existsSync('/etc/alpine-release') ? 'musl' : 'glibc';
}

/**
 * @param {string} abi `process.versions.modules` of the Node that loads it
 * @returns {string} absolute path of the addon for that ABI on this platform
 */
export function addonFile(abi) {
  const name = ['greenpatch', `abi${abi}`, libc(), 'node'].filter(Boolean).join('.');
  return path.join(ROOT, 'prebuilds', `${process.platform}-${process.arch}`, name);
}

/** Files an addon is compiled from, relative to the root, in a fixed order. */
export function addonSources() {
  const native = readdirSync(path.join(ROOT, 'native'), { recursive: true, withFileTypes: true });
  const files = native.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return ['binding.gyp', ...files.map((file) => path.relative(ROOT, file)).sort()];
}

/**
 * Fingerprint of what a compiled addon depends on.
 * @param {string} nodeVersion such as `v22.23.3`
 * @param {string} [folder] where the sources are, the repository itself by default
 */
export function sourceHash(nodeVersion, folder = ROOT) {
  const hash = createHash('sha256').update(`${nodeVersion} ${process.platform} ${process.arch} ${libc()}\n`);
  for (const file of addonSources()) hash.update(`${file}\0`).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex');
}

/**
 * @param {string} file an addon
 * @param {string} hash of its sources
 */
export function isCurrent(file, hash) {
  return existsSync(file) && existsSync(`${file}.stamp`) && readFileSync(`${file}.stamp`, 'utf8') === hash;
}

/**
 * @param {string} file an addon that was just put in place
 * @param {string} hash of the sources it was made from
 */
export function writeStamp(file, hash) {
  writeFileSync(`${file}.stamp`, hash);
}

/**
 * Headers installed beside the running executable, if they are of its very version. node-gyp does not look there; given this as
 * its nodedir it needs no download.
 * @returns {string | undefined} the folder that holds include/node
 */
export function runningHeaders() {
  const prefix = path.resolve(process.execPath, '..', '..');
  const header = path.join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(header)) return undefined;
  const text = readFileSync(header, 'utf8');
  const part = (/** @type {string} */ name) => text.match(new RegExp(`#define NODE_${name}_VERSION (\\d+)`))?.[1];
  const version = ['MAJOR', 'MINOR', 'PATCH'].map(part).join('.');
  return version === process.versions.node ? prefix : undefined;
}
