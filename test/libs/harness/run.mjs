// Runs one library, in one version, on one Node line and engine, against its server, and judges what it has seen.
import { findLine } from '../../../scripts/node-lines.mjs';
import { runCalls } from './calls.mjs';
import { install } from './install.mjs';
import { runKilled } from './killed.mjs';
import { NotRun } from './not-run.mjs';
import { runOwn } from './own.mjs';
import { runPace } from './pace.mjs';

/** @typedef {import('./declarations.mjs').Library} Library */

/**
 * @typedef {object} Row one line of the ledger
 * @property {string} library
 * @property {string} version
 * @property {string} through
 * @property {string} node such as `v22.23.3`
 * @property {number} line
 * @property {string} engine
 * @property {string} server with its version
 * @property {'concurrent' | 'correct but serial' | 'blocks' | 'not run' | 'own tests only' | 'wrong'} verdict
 * @property {string} why of any verdict but concurrent, and of one that has a limit
 * @property {number | null} inFlight most calls under way at the same time, as the server has seen them
 * @property {number | null} calls
 * @property {number | null} ms all calls in fibers
 * @property {number | null} serialMs the same calls in plain Node, one after the other
 * @property {number | null} allMs the same in plain Node with Promise.all
 * @property {string} killed how it goes on after its server was killed in mid-flight
 * @property {Pace | null} pace twenty calls of 200 ms and less, beside Promise.all in plain Node
 * @property {string} own the library's own tests: `19 of 19`, or what failed
 * @property {string[]} faults what must not be: another verdict than the declared one, wrong replies, leaks
 */

/**
 * @typedef {object} Pace the best of several rounds of each, which take turns
 * @property {number} ms in fibers
 * @property {number} allMs in plain Node with Promise.all
 * @property {number} ratio of the two
 */

/**
 * @param {Library} library
 * @param {string} version
 * @param {number} line
 * @param {string} engine
 * @returns {Promise<Row>}
 */
export async function runLibrary(library, version, line, engine) {
  const node = findLine(line);
  if (node === undefined) throw new Error(`Node ${line} is not here: npm run prebuilds`);
  /** @type {Row} */
  const row = {
    library: library.library,
    version: library.builtin ? node.version.slice(1) : version,
    through: library.through,
    node: node.version,
    line,
    engine,
    server: '',
    verdict: 'own tests only',
    why: '',
    inFlight: null,
    calls: null,
    ms: null,
    serialMs: null,
    allMs: null,
    killed: '',
    pace: null,
    own: '',
    faults: [],
  };
  try {
    if (library.notRun !== undefined && library.own === undefined) throw new NotRun(library.notRun);
    const folder = await installed(library, version, line);
    if (library.case !== undefined) await runCalls(library, row, node.exec, folder);
    if (library.killed !== undefined) await runKilled(library, row, node.exec, folder);
    if (library.pace) await runPace(library, row, node.exec, folder);
    for (const own of library.own ?? []) await runOwn(library, row, node.exec, folder, own);
    if (library.notRun !== undefined) throw new NotRun(library.notRun);
  } catch (error) {
    row.verdict = error instanceof NotRun ? 'not run' : 'wrong';
    row.why = firstLine(/** @type {Error} */ (error).message);
    if (!(error instanceof NotRun)) row.faults.push(/** @type {Error} */ (error).message);
  }
  return row;
}

/**
 * @param {Library} library
 * @param {string} version
 * @param {number} line
 * @returns {Promise<string>} the folder in whose node_modules it is
 */
async function installed(library, version, line) {
  if (library.builtin) return library.folder;
  return install(library, version, line).catch((error) => {
    throw new NotRun(`it cannot be installed: ${firstLine(error.stderr || error.message)}`);
  });
}

/** @param {string} text */
const firstLine = (text) => text.trim().split('\n', 1).join();
