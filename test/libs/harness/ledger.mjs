// Writes what was found: COMPATIBILITY.md for people and COMPATIBILITY.json for programs.
//
//   node test/libs/harness/ledger.mjs      writes COMPATIBILITY.md again from COMPATIBILITY.json, and runs nothing
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../../scripts/addon-file.mjs';
import { page } from './page.mjs';

/** @typedef {import('./run.mjs').Row} Row */

const FILE = path.join(ROOT, 'COMPATIBILITY.json');
/** @param {Row[]} rows */
const writePage = (rows) => writeFileSync(path.join(ROOT, 'COMPATIBILITY.md'), page(rows));

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
  writePage(all);
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePage(JSON.parse(readFileSync(FILE, 'utf8')));
