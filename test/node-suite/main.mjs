// Node's own tests, with greenpatch preloaded: what passes without it must pass with it. What does not is listed in differs.json, each
// with its reason, and must go on failing: a test of the list that passes is an error as well.
//
//   npm run test:node-suite                        every Node line, all of the tests that pass on it without greenpatch: half an hour each
//   npm run test:node-suite -- --sample 120        as many of them, the same ones every time
//   npm run test:node-suite -- --line 20 --only 'async-hooks' --verbose
//
// Debian's mirrors do not have a suite for each line. One that lies in .cache/node-suite/node-<version>/test, from wherever it is, is taken for
// its line, and else the newest older one stands for it.
// Where the suite cannot be brought (no apt, no network) it says so and ends well, unless --require is given.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureLine, wantedLines } from '../../scripts/node-lines.mjs';
import { CACHE, suiteFor } from './fetch.mjs';
import { runAll, testsOf } from './run.mjs';

const { values: options } = parseArgs({
  options: {
    line: { type: 'string', multiple: true },
    only: { type: 'string', default: '.' },
    sample: { type: 'string', default: '0' },
    require: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/** @typedef {{ test: string, lines: number[], reason: string }} Difference */
/** @type {Difference[]} */
const differences = JSON.parse(readFileSync(new URL('differs.json', import.meta.url), 'utf8'));

/**
 * The tests that this run is about: the same ones every time, spread over the suite.
 * @param {readonly string[]} all
 */
function chosen(all) {
  const fitting = all.filter((test) => new RegExp(options.only).test(test));
  const size = Number(options.sample);
  if (size === 0) return fitting;
  const order = (/** @type {string} */ test) => createHash('sha256').update(test).digest('hex');
  return [...fitting].sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, size);
}

/**
 * Which tests pass without greenpatch, here and now: looked at once, and noted.
 * @param {{ root: string, version: string }} suite
 * @param {{ exec: string, version: string }} line
 * @param {readonly string[]} tests
 */
async function baseline(suite, line, tests) {
  const file = path.join(CACHE, `plain-${line.version}-suite-${suite.version}.json`);
  /** @type {Record<string, boolean>} */
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const unknown = tests.filter((test) => !(test in known));
  const how = { root: suite.root, node: line.exec, preload: false };
  for (const { test, code } of await runAll(how, unknown)) known[test] = code === 0;
  writeFileSync(file, JSON.stringify(known, null, 1));
  return tests.filter((test) => known[test]);
}

/** @param {number} major @returns {Promise<string[]>} what is wrong */
async function lane(major) {
  const line = await ensureLine(major);
  const suite = await suiteFor(major);
  const tests = await baseline(suite, line, chosen(testsOf(suite.root)));
  const how = { root: suite.root, node: line.exec, preload: true };
  const first = (await runAll(how, tests)).filter(({ code }) => code !== 0);
  // A failure counts when it comes again, alone.
  const failed = (
    await runAll(
      how,
      first.map(({ test }) => test),
      1,
    )
  ).filter(({ code }) => code !== 0);
  const listed = differences.filter(({ lines }) => lines.includes(major)).map(({ test }) => test);
  const regressed = failed.filter(({ test }) => !listed.includes(test));
  const mended = listed.filter((test) => tests.includes(test) && !failed.some((one) => one.test === test));
  const { length: total } = tests;
  console.log(
    `Node ${line.version}, suite of ${suite.version}: ${total - failed.length} of ${total} pass, ` +
      `${failed.length - regressed.length} fail as listed, ${regressed.length} regress, ${mended.length} listed ones pass`,
  );
  for (const { test, code, output } of regressed) {
    console.log(`  regressed (${code}): ${test}`);
    if (options.verbose) console.log(output.replace(/^/gm, '    '));
  }
  for (const test of mended) console.log(`  passes, and is listed in test/node-suite/differs.json: ${test}`);
  return [...regressed.map(({ test }) => test), ...mended];
}

let wrong = 0;
for (const major of options.line?.map(Number) ?? wantedLines()) {
  try {
    wrong += (await lane(major)).length;
  } catch (error) {
    if (options.require || !/cannot be brought/.test(String(error))) throw error;
    console.log(`Node ${major}: skipped. ${error instanceof Error ? error.message : error}`);
  }
}
process.exitCode = wrong > 0 ? 1 : 0;
