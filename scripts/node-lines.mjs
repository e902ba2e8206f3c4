// The supported Node lines, and an executable of each: the pinned ones (node-pins.mjs), from the npm registry into
// .cache/node-lines/<version>, once. The running Node stands for its own line if it is the pinned one or that cannot be had.
//
//   node scripts/node-lines.mjs               makes sure that all lines are there and prints where
//   node scripts/node-lines.mjs --update      moves the pins on to the newest release of each line
//   node scripts/node-lines.mjs --pinned      prints the pinned versions for this platform, as JSON
//
// GREENPATCH_TEST_LINES=20,24 restricts every script and test to these lines.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT, runningHeaders } from './addon-file.mjs';
import { withLock } from './lock.mjs';
import { areOwn, canDownload, pinOf, update } from './node-pins.mjs';
import { unpack } from './npm-package.mjs';

/** The one list of supported Node lines; the pins, CI's matrix and the README are checked against it. */
export const LINES = [20, 22, 24, 26];

/**
 * The lines that a test or a library declares: `20 22`, or `>=22` for that one and all later ones. The newest line must not stand alone,
 * because what is declared so would silently not run on the next one: `=26` says that it is meant.
 * @param {string} said
 * @returns {number[]}
 */
export function linesFrom(said) {
  return said.split(/\s+/).flatMap((word) => {
    const [, sign, digits] = /^(>?=)?(\d+)$/.exec(word) ?? [];
    if (digits === undefined) throw new Error(`"${word}" is no Node line: write 22, >=22 or =26`);
    const line = Number(digits);
    if (sign === '>=') return LINES.filter((one) => one >= line);
    if (!LINES.includes(line)) throw new Error(`Node ${line} is none of ${LINES.join(', ')}`);
    if (sign === undefined && line === LINES.at(-1))
      throw new Error(
        `${line} is the newest line: write >=${line} to run on later ones too, =${line} if that is not meant`,
      );
    return [line];
  });
}

const CACHE = path.join(ROOT, '.cache', 'node-lines');
const RUNNING = Number(process.versions.node.split('.')[0]);
/** Has the integrity of what was unpacked, and is written last. */
const MARK = 'greenpatch-integrity';
const run = promisify(execFile);

/**
 * @typedef {object} NodeLine
 * @property {number} major
 * @property {string} version such as `v22.23.3`
 * @property {string} exec absolute path of the node executable
 * @property {string | undefined} nodedir folder with include/node; undefined where the running Node brings no headers
 */

/** Lines that tests and scripts should cover here: all supported ones, unless the environment names fewer. */
export function wantedLines() {
  const names = (process.env.GREENPATCH_TEST_LINES ?? '').split(/[\s,]+/).filter(Boolean);
  const unknown = names.filter((name) => !LINES.includes(Number(name)));
  if (unknown.length) throw new Error(`GREENPATCH_TEST_LINES names ${unknown}, which is none of ${LINES.join(', ')}`);
  if (names.length) return LINES.filter((line) => names.includes(String(line)));
  return canDownload() ? LINES : LINES.filter((line) => line === RUNNING);
}

/** @type {(major: number) => NodeLine} */
const running = (major) => ({ major, version: process.version, exec: process.execPath, nodedir: runningHeaders() });

/**
 * The pinned Node of a line, if it is here: running, or fetched.
 * @param {number} major
 * @returns {NodeLine | undefined}
 */
function pinned(major) {
  const pin = pinOf(major);
  if (pin === undefined) return undefined;
  if (`v${pin.version}` === process.version) return running(major);
  const nodedir = path.join(CACHE, pin.version);
  const mark = path.join(nodedir, MARK);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== pin.integrity) return undefined;
  return { major, version: `v${pin.version}`, exec: path.join(nodedir, 'bin', 'node'), nodedir };
}

/**
 * What is known about a line without downloading anything.
 * @param {number} major
 * @returns {NodeLine | undefined} undefined if this line is not here
 */
export const findLine = (major) => pinned(major) ?? (major === RUNNING ? running(major) : undefined);

/**
 * Makes sure that a line is here, downloading it if need be.
 * @param {number} major
 * @returns {Promise<NodeLine>} rejects with what to do if the registry cannot be reached
 */
export async function ensureLine(major) {
  return pinned(major) ?? withLock(`node-${major}`, async () => pinned(major) ?? download(major));
}

/**
 * @param {number} major
 * @returns {Promise<NodeLine>}
 */
async function download(major) {
  const pin = pinOf(major);
  const standIn = major === RUNNING ? running(major) : undefined;
  if (pin === undefined && standIn !== undefined) return standIn;
  if (pin === undefined) throw new Error(`Node ${major} is not to be had for ${process.platform} on ${process.arch}.`);
  console.error(`node-lines: fetching Node ${pin.version} (${pin.package})`);
  try {
    await fetch(pin, standIn === undefined ? [] : ['--fetch-retries=0']);
  } catch (error) {
    const why = `${unreachable(pin)}\n${lastLines(error)}`;
    if (standIn === undefined) throw new Error(why, { cause: error });
    console.error(`node-lines: ${process.version}, which is running, stands for Node ${major}. ${why}`);
    return standIn;
  }
  return /** @type {NodeLine} */ (pinned(major));
}

/**
 * @param {import('./node-pins.mjs').Pin} pin
 * @param {string[]} options of npm
 */
async function fetch(pin, options) {
  mkdirSync(CACHE, { recursive: true });
  const scratch = mkdtempSync(path.join(CACHE, 'fetch-'));
  try {
    await unpack(pin, scratch, options);
    const folder = path.join(scratch, 'package');
    await run(path.join(folder, 'bin', 'node'), ['--version']);
    writeFileSync(path.join(folder, MARK), pin.integrity);
    place(folder, pin.version, path.join(scratch, 'before'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Under its version. What was fetched last of a line has the line's number as well, for people: .cache/node-lines/22/bin/node.
 * @param {string} folder
 * @param {string} version
 * @param {string} aside where what had the number goes at once: programs may be running from it
 */
function place(folder, version, aside) {
  const target = path.join(CACHE, version);
  rmSync(target, { recursive: true, force: true });
  renameSync(folder, target);
  if (!areOwn) return;
  const link = path.join(CACHE, /** @type {string} */ (version.split('.')[0]));
  if (existsSync(link)) renameSync(link, aside);
  symlinkSync(version, link);
}

/** @param {import('./node-pins.mjs').Pin} pin */
function unreachable({ package: name, version }) {
  return (
    `Node ${version} could not be fetched from the npm registry (${name}@${version}). Tests run on every supported line ` +
    `(${LINES.join(', ')}). Check the network and the npm registry settings and run this again, or restrict the ` +
    `lines: GREENPATCH_TEST_LINES=${RUNNING}.`
  );
}

/** @param {unknown} error */
function lastLines(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').slice(-6).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--update')) {
    const changes = await update();
    console.log(changes.join('\n') || 'The pins are the newest releases.');
  } else if (process.argv.includes('--pinned')) {
    console.log(JSON.stringify(Object.fromEntries(LINES.map((line) => [line, pinOf(line)?.version]))));
  } else {
    for (const major of wantedLines()) {
      const line = await ensureLine(major);
      console.log(`${line.major}\t${line.version}\t${line.exec}`);
    }
  }
}
