// Reads what is tested: one folder per library, with a `library.json`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesFrom } from '../../../scripts/node-lines.mjs';

/** Where the libraries' folders are. */
export const LIBS = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} OwnTests tests that the library's package brings along
 * @property {string[]} args for node, in the package's folder; `{modules}` is the folder of what is installed, `{folder}` that of the
 *   declaration, `{port}` where the library's server listens
 * @property {string} stdout a regular expression that stdout must match; its first group is the number of tests that passed
 * @property {boolean} [path] NODE_PATH is the package's folder
 * @property {number} [exit] code; 0 unless given
 * @property {boolean} [timed] they want to be fast enough: not part of `npm test`, and repeated where they fail
 * @property {string} [why] what is known to fail in them, and must fail, which `stdout` names
 */

/**
 * @typedef {object} Library
 * @property {string} library its name in the npm registry
 * @property {string[]} versions exact ones
 * @property {string} folder absolute path
 * @property {'fibers' | 'deasync' | 'sync()' | 'patches' | 'pg' | 'offload' | 'offload, one database'} through what makes it yield
 * @property {string} [compat] GREENPATCH_COMPAT
 * @property {string} [server] in `servers.mjs`; `own` is `server.cjs` in the folder
 * @property {boolean} [delayed] the server cannot wait by itself: the gate holds back the first reply to each call
 * @property {boolean} [terminal] it has a terminal, in which `test/support/terminal.py` answers what is asked
 * @property {string} [case] file in the folder
 * @property {'reconnects' | 'opens again' | 'never answers, but reconnects'} [killed] its server is killed while calls (`inFlight` or `cut` in
 *   the case) are in flight, and started again: the same client serves again, or a new one does
 * @property {boolean} [pace] it must be as fast as with Promise.all in plain Node
 * @property {'concurrent' | 'serial' | 'blocks'} [expect] the verdict that it must get; another one is a failure, a better one too
 * @property {string} [why] of a verdict that is not `concurrent`, or of `most`
 * @property {number} [count] calls at once; 10 unless given
 * @property {number} [most] of them are under way at the same time, and no more
 * @property {number} [unit] ms; the longest call takes `count` times this. 40 unless given
 * @property {Record<string, string>} [with] other packages, exact versions
 * @property {string | null} [addon] the package among those installed whose addon is compiled, for each Node line
 * @property {boolean} [scripts] its installation scripts are run
 * @property {boolean} [fast] part of `npm test`
 * @property {number[]} [lines] Node lines, declared as `>=22` or `20 22`; all unless given
 * @property {OwnTests[]} [own]
 * @property {string} [notRun] why it cannot be tested at all, but by `own`
 * @property {boolean} [builtin] it is one of Node's modules: nothing is installed, and the version is that of Node
 * @property {Partial<Library>[]} [variants] the same library used in other ways: each is a library with these properties instead
 */

/** Every library, by name. */
export function libraries() {
  return readdirSync(LIBS)
    .filter((name) => existsSync(path.join(LIBS, name, 'library.json')))
    .sort()
    .flatMap((name) => read(path.join(LIBS, name)));
}

/**
 * @param {string} folder
 * @returns {Library[]}
 */
function read(folder) {
  const file = path.join(folder, 'library.json');
  const { variants = [], ...library } = { ...JSON.parse(readFileSync(file, 'utf8'), revive), folder };
  const all = [library, ...variants.map((/** @type {Partial<Library>} */ variant) => ({ ...library, ...variant }))];
  for (const one of all) check(one, file);
  return all;
}

/**
 * Lines are declared as in the headers of programs, such as `>=22`.
 * @param {string} key
 * @param {any} value
 */
const revive = (key, value) => (key === 'lines' ? linesFrom(value) : value);

/**
 * @param {Library} library
 * @param {string} file
 */
function check(library, file) {
  const exact = [...library.versions, ...Object.values(library.with ?? {})];
  const wrong = exact.find((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  if (wrong !== undefined) throw new Error(`${file}: ${wrong} is no exact version`);
  if (library.expect !== undefined && library.expect !== 'concurrent' && library.why === undefined)
    throw new Error(`${file}: it says "${library.expect}" and not why`);
  if (library.most !== undefined && library.why === undefined) throw new Error(`${file}: it says "most" and not why`);
}
