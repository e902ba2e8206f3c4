// Writes what was found: COMPATIBILITY.md for people and COMPATIBILITY.json for programs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/addon-file.mjs';

/** @typedef {import('./run.mjs').Row} Row */

const HEAD = `# Compatibility

Written by \`npm run test:libs\`, which runs each library, unmodified, against a real server. Do not edit.

Each call is made in a straight line, in a fiber of its own. The arguments differ, the first call takes longest, and every reply and
every error is compared with what plain Node gives. _In flight_ is the largest number of calls that the server has seen at the same
time, behind a gate that counts. _Serial_ and _Promise.all_ are the same calls in plain Node.

_Twenty calls_ take 200 ms, 190 ms and so on: the best of several rounds, in ms, and how many times that is what plain Node takes with
Promise.all; rounds of the two take turns, and 1.1 is the most that passes. _Server killed_: SIGKILL while all calls are in flight. How
many got the error that they get in plain Node, and whether the same client serves again when the server is back, or a new one has to be made.

- **concurrent**: all calls were under way at the same time.
- **correct but serial**: right answers, one after the other, while other fibers run.
- **blocks**: nothing else runs meanwhile.

`;
const COLUMNS = [
  'library',
  'version',
  'through',
  'Node',
  'engine',
  'server',
  'verdict',
  'in flight',
  'ms',
  'serial',
  'Promise.all',
  'twenty calls',
  'server killed',
  'own tests',
];

/** @param {number | null} ms */
const rounded = (ms) => (ms === null ? '' : String(Math.round(ms)));

/** @param {Row} row */
function cells(row) {
  const verdict = row.faults.length > 0 ? `**FAILS** ${row.why}` : row.why ? `${row.verdict}: ${row.why}` : row.verdict;
  const inFlight = row.inFlight === null ? '' : `${row.inFlight} of ${row.calls}`;
  const times = [row.ms, row.serialMs, row.allMs].map(rounded);
  // Rows of before may lack what was not looked at then.
  const { library, version, through, node, engine, server, own, killed = '', pace = null } = row;
  const twenty = pace === null ? '' : `${rounded(pace.ms)} (${pace.ratio.toFixed(2)})`;
  return [library, version, through, node.slice(1), engine, server, verdict, inFlight, ...times, twenty, killed, own];
}

/**
 * @param {Row[]} rows
 * @returns {string} the page
 */
export function page(rows) {
  const table = [COLUMNS, COLUMNS.map(() => '---'), ...rows.map(cells)];
  return `${HEAD}${table.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`;
}

const FILE = path.join(ROOT, 'COMPATIBILITY.json');
/** @param {Row} row */
const keyOf = ({ library, version, line, engine, through }) => [library, version, line, engine, through].join(' ');

/**
 * Puts what was found into the ledger, in the place of what was found before.
 * @param {Row[]} rows
 * @param {import('./declarations.mjs').Library[]} declared what is not among these any more goes
 */
export function writeLedger(rows, declared) {
  const known = new Map(
    declared.flatMap(({ library, versions, builtin, through, lines }) =>
      versions.map((version) => [[library, builtin ? 'any' : version, through].join(' '), lines]),
    ),
  );
  const isKnown = (/** @type {string} */ key, /** @type {number} */ line) =>
    known.has(key) && (known.get(key)?.includes(line) ?? true);
  /** @type {Row[]} */
  const before = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];
  const kept = before.filter(({ library, version, through, line }) =>
    [version, 'any'].some((one) => isKnown([library, one, through].join(' '), line)),
  );
  const all = [...new Map([...kept, ...rows].map((row) => [keyOf(row), row])).values()];
  all.sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en', { numeric: true }));
  writeFileSync(path.join(ROOT, 'COMPATIBILITY.md'), page(all));
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
}
