// Writes what was found: COMPATIBILITY.md for people and COMPATIBILITY.json for programs.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/addon-file.mjs';

/** @typedef {import('./run.mjs').Row} Row */

const HEAD = `# Compatibility

Written by \`npm run test:libs\`, which runs each library, unmodified, against a real server. Do not edit.

Each call is made in a straight line, in a fiber of its own. The arguments differ, the first call takes longest, and every reply and
every error is compared with what plain Node gives. _In flight_ is the largest number of calls that the server has seen at the same
time, behind a gate that counts. _Serial_ and _Promise.all_ are the same calls in plain Node.

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
  'own tests',
];

/** @param {number | null} ms */
const rounded = (ms) => (ms === null ? '' : String(Math.round(ms)));

/** @param {Row} row */
function cells(row) {
  const verdict = row.faults.length > 0 ? `**FAILS** ${row.why}` : row.why ? `${row.verdict}: ${row.why}` : row.verdict;
  const inFlight = row.inFlight === null ? '' : `${row.inFlight} of ${row.calls}`;
  const times = [row.ms, row.serialMs, row.allMs].map(rounded);
  const { library, version, through, node, engine, server, own } = row;
  return [library, version, through, node.slice(1), engine, server, verdict, inFlight, ...times, own];
}

/**
 * @param {Row[]} rows
 * @returns {string} the page
 */
export function page(rows) {
  const sorted = [...rows].sort(
    (a, b) => a.library.localeCompare(b.library) || a.version.localeCompare(b.version) || a.line - b.line,
  );
  const table = [COLUMNS, COLUMNS.map(() => '---'), ...sorted.map(cells)];
  return `${HEAD}${table.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`;
}

/** @param {Row[]} rows */
export function writeLedger(rows) {
  writeFileSync(path.join(ROOT, 'COMPATIBILITY.md'), page(rows));
  writeFileSync(path.join(ROOT, 'COMPATIBILITY.json'), `${JSON.stringify(rows, null, 1)}\n`);
}
