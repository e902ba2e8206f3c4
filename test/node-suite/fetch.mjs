// Brings Node's own tests: those of the source packages that Debian has of several versions, by apt, which checks signatures. They are
// reference data, and never part of this repository.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/addon-file.mjs';
import { withLock } from '../../scripts/lock.mjs';

const run = promisify(execFile);
export const CACHE = path.join(ROOT, '.cache', 'node-suite');
const LISTS = path.join(CACHE, 'lists');
const PARTS = path.join(CACHE, 'parts');
const SOURCES = '/etc/apt/sources.list.d/debian.sources';
/** Releases of Debian, from Node 18 to the newest. */
const SUITES = 'bookworm trixie sid experimental';
const FOLDERS = ['parallel', 'sequential', 'es-module', 'async-hooks', 'common', 'fixtures'];
const LISTS_DAYS = 7;

/**
 * A suite that is here.
 * @typedef {object} Suite
 * @property {string} version such as `20.19.2`
 * @property {string} root in which `test/parallel` lies
 */

/** @param {string} command @param {string[]} args */
async function apt(command, ...args) {
  const options = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': PARTS,
    'Dir::State::Lists': LISTS,
    'Acquire::http::Timeout': '20',
    'Acquire::Retries': '1',
  };
  const given = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const { stdout } = await run(command, [...given, ...args], { cwd: CACHE, maxBuffer: 1 << 26, timeout: 300_000 });
  return stdout;
}

/** The machine's own mirror, with sources of more releases. */
function sources() {
  if (!existsSync(SOURCES)) throw new Error(`${SOURCES} is not there: this needs apt, and a Debian mirror`);
  const text = readFileSync(SOURCES, 'utf8');
  const uri = /^URIs:\s*(\S+)/m.exec(text)?.[1];
  const key = /^Signed-By:\s*(\S+)/m.exec(text)?.[1];
  return `Types: deb-src\nURIs: ${uri}\nSuites: ${SUITES}\nComponents: main\nSigned-By: ${key}\n`;
}

async function update() {
  const stamp = path.join(CACHE, 'updated');
  if (existsSync(stamp) && Date.now() - Number(readFileSync(stamp, 'utf8')) < LISTS_DAYS * 86_400_000) return;
  mkdirSync(path.join(LISTS, 'partial'), { recursive: true });
  mkdirSync(PARTS, { recursive: true });
  writeFileSync(path.join(PARTS, 'node.sources'), sources());
  await apt('apt-get', '-qq', 'update');
  writeFileSync(stamp, String(Date.now()));
}

/** @param {string} version of the package @param {string} name of the suite */
async function download(version, name) {
  const listed = await apt('apt-get', 'source', '--print-uris', `nodejs=${version}`);
  const [, uri, , hash] = /'(\S+)' (\S+\.orig\.tar\.xz) \d+ (\S+)/.exec(listed) ?? [];
  if (uri === undefined) throw new Error(`the package of nodejs ${version} lists no sources`);
  const archive = path.join(CACHE, `${name}.tar.xz`);
  // The .dsc may be gone from the mirror while the sources are still there.
  await apt('/usr/lib/apt/apt-helper', 'download-file', uri, archive, /** @type {string} */ (hash));
  const folder = path.join(CACHE, `${name}.part`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const wanted = FOLDERS.map((one) => `*/test/${one}/*`);
  await run('tar', ['xJf', archive, '-C', folder, '--strip-components=1', '--wildcards', ...wanted], {
    timeout: 300_000,
  });
  rmSync(archive);
  renameSync(folder, path.join(CACHE, name));
}

const major = (/** @type {string} */ version) => Number(version.split('.')[0]);

/** @returns {Suite[]} */
function here() {
  if (!existsSync(CACHE)) return [];
  return readdirSync(CACHE)
    .map((name) => ({ name, version: /^node-([\d.]+)$/.exec(name)?.[1] }))
    .filter((one) => one.version !== undefined)
    .map(({ name, version }) => ({ version: /** @type {string} */ (version), root: path.join(CACHE, name) }));
}

/**
 * The suite for a Node line: its own, else the newest older one. A mirror may list sources that it does not have.
 * @param {number} line
 * @returns {Promise<Suite>}
 * @throws why none can be had
 */
export function suiteFor(line) {
  return withLock('node-suite', async () => {
    const own = here().find(({ version }) => major(version) === line);
    if (own !== undefined) return own;
    mkdirSync(CACHE, { recursive: true });
    try {
      await update();
    } catch (error) {
      return older(line, error);
    }
    const listed = [...(await apt('apt-cache', 'showsrc', 'nodejs')).matchAll(/^Version: (\S+)$/gm)];
    const versions = listed.map(([, version]) => /** @type {string} */ (version)).filter((one) => major(one) <= line);
    versions.sort((a, b) => major(b) - major(a));
    const best = here().reduce(
      (found, { version }) => (major(version) <= line ? Math.max(found, major(version)) : found),
      0,
    );
    let failure;
    for (const version of versions.filter((one) => major(one) > best)) {
      const name = /^[\d.]+/.exec(version)?.[0] ?? version;
      try {
        await download(version, `node-${name}`);
        return { version: name, root: path.join(CACHE, `node-${name}`) };
      } catch (error) {
        failure ??= error;
      }
    }
    return older(line, failure);
  });
}

/** @param {number} line @param {unknown} failure @returns {Suite} */
function older(line, failure) {
  const [newest] = here()
    .filter(({ version }) => major(version) <= line)
    .sort((a, b) => major(b.version) - major(a.version));
  if (newest !== undefined) return newest;
  throw new Error(`Node's tests cannot be brought here: ${failure instanceof Error ? failure.message : failure}`);
}
