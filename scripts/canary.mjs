// Tries what is newer than what the tests use, and says what would break. It informs: the exit code is 0 whatever it finds, and 2 if
// it could not find out. The addons are those that are there, as a user of a new Node has them: run `npm run prebuilds` before.
//
//   npm run canary                          the newest release of each Node line, and the newest of the libraries
//   npm run canary -- 26 22.16.0            the newest of line 26, and that release of line 22
//   npm run canary -- --libraries           only the libraries
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './addon-file.mjs';
import { LINES } from './node-lines.mjs';
import { canDownload, packageHere, pinOf, release, writeOthers } from './node-pins.mjs';

const run = promisify(execFile);
const FOLDER = path.join(ROOT, '.cache', 'canary');
const PINS = path.join(FOLDER, 'node-lines.json');
const VITEST = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
/** The accounting, the invariants, and a few of the engine's programs on each engine; both engines' self-tests; Node's own database. */
const ONLY =
  process.env.GREENPATCH_TEST_ONLY ??
  'patch/accounting,invariants/,engine/promises,engine/als,engine/errors,engine/values,patch/watch-two';
const FILES = ['test/programs.test.ts', 'test/cli/doctor.test.ts', 'test/libs/sqlite.test.ts'];

/** @typedef {import('./node-pins.mjs').Pin} Pin */

/**
 * @param {string[]} wanted lines, and exact releases
 * @returns {Promise<Pin[]>}
 */
async function releases(wanted) {
  const found = await Promise.all(wanted.map((one) => release(packageHere(), one)));
  const missing = wanted.filter((_, at) => found[at] === undefined);
  if (missing.length > 0) throw new Error(`the registry has no Node ${missing.join(', ')} for this platform`);
  return /** @type {Pin[]} */ (found);
}

/**
 * @param {Pin} pin
 * @returns {Promise<string>} what to say of it
 */
async function tryNode({ version }) {
  const [major] = version.split('.');
  const title = `Node ${version} (the tests use ${pinOf(Number(major))?.version})`;
  const output = path.join(FOLDER, `${version}.json`);
  const env = { ...process.env, CANARY: '1', GREENPATCH_NODE_PINS: PINS, GREENPATCH_TEST_LINES: major };
  await run(process.execPath, [path.join(ROOT, 'scripts', 'node-lines.mjs')], { env });
  rmSync(output, { force: true });
  const args = [VITEST, 'run', '--reporter=json', `--outputFile=${output}`, ...FILES];
  const options = { cwd: ROOT, env: { ...env, GREENPATCH_TEST_ONLY: ONLY }, maxBuffer: 1 << 26 };
  await run(process.execPath, args, options).catch(() => {}); // What has failed is in the file.
  if (!existsSync(output)) throw new Error(`the tests of Node ${version} did not come to their end`);
  return `${title}: ${described(JSON.parse(readFileSync(output, 'utf8')))}`;
}

/**
 * @param {{ numPassedTests: number, numTotalTests: number, testResults: { message: string, assertionResults: object[] }[] }} results
 *   as vitest writes them
 */
function described({ numPassedTests: passed, numTotalTests: total, testResults }) {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = /** @type {{ status: string, fullName: string, failureMessages: string[] }[]} */ (all)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `  would break: ${fullName}\n${indented(failureMessages.join('\n'))}`);
  const skipped = /** @type {{ status: string }[]} */ (all).filter(({ status }) =>
    /skipped|pending/.test(status),
  ).length;
  return [`${passed} of ${total - skipped} tests pass`, ...failures].join('\n');
}

/** What matters of a failure. @param {string} message */
function indented(message) {
  const lines = message.split('\n').filter((text) => text.trim() && !/^\s+at /.test(text));
  return lines.slice(0, 24).map((text) => `    ${text}`).join('\n'); // prettier-ignore
}

async function main() {
  const wanted = process.argv.slice(2).filter((one) => !one.startsWith('-'));
  mkdirSync(FOLDER, { recursive: true });
  if (!process.argv.includes('--libraries')) {
    if (!canDownload()) throw new Error(`the registry has no Node for ${process.platform} on ${process.arch}`);
    const pins = await releases(wanted.length > 0 ? wanted : LINES.map(String));
    for (const pin of pins) {
      writeOthers(PINS, [pin]);
      console.log(await tryNode(pin));
    }
  }
  if (wanted.length > 0) return;
  const { tryLibraries } = await import('../test/libs/harness/newest.mjs');
  for await (const line of tryLibraries()) console.log(line);
}

try {
  await main();
} catch (error) {
  console.error(`canary: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 2;
}
