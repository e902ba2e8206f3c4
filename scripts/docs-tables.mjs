// Fills the tables between `<!-- name -->` and `<!-- /name -->` of the documents from what the code says: `settings` from the
// table of settings, `errors` from the table of codes, `adapters` from their records. Needs dist/ (`npm run build`).
//
//   node scripts/docs-tables.mjs            writes the documents
//   node scripts/docs-tables.mjs --check    writes nothing, and fails if one is not up to date
//
// A file may be named instead: then every table is filled in there.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { readRecords } from './adapters.mjs';
import { ROOT } from './addon-file.mjs';

const require = createRequire(import.meta.url);

/** @param {string[][]} rows the first one is the heading */
function table(rows) {
  const [heading = [], ...body] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  return [heading, heading.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** @param {string} text */
const code = (text) => `\`${text}\``;

/** @param {unknown} value a setting's default, as one would write it in the environment */
const written = (value) => code(typeof value === 'boolean' ? String(Number(value)) : String(value));

function settings() {
  /** @type {{ SETTINGS: Record<string, { summary: string, default: unknown, values: string }> }} */
  const { SETTINGS } = require('../dist/base/config.js');
  const rows = Object.entries(SETTINGS).map(([name, { summary, default: otherwise, values }]) => [
    code(`GREENPATCH_${name}`),
    values.split('|').map(code).join(', '),
    written(otherwise),
    summary,
  ]);
  return table([['variable', 'values', 'default', 'meaning'], ...rows]);
}

function errors() {
  /** @type {{ CODES: Record<string, string> }} */
  const { CODES } = require('../dist/base/errors.js');
  return table([['code', 'meaning'], ...Object.entries(CODES).map(([name, meaning]) => [code(name), meaning])]);
}

function adapters() {
  const rows = readRecords().map(({ library, versions: { from, below }, onRequest, guide }) => [
    code(library),
    `${library.startsWith('node:') ? 'Node ' : ''}${from} to below ${below}`,
    `${onRequest ? '**On request**: ' : ''}${guide}`,
  ]);
  return table([['library', 'versions', 'what the adapter does'], ...rows]);
}

/** The tables by the names of their markers. */
export const TABLES = { settings, errors, adapters };

/** @typedef {keyof typeof TABLES} TableName */

/** Where they are. @type {Record<string, TableName[]>} */
export const DOCUMENTS = {
  'docs/guide/settings.md': ['settings'],
  'docs/guide/errors.md': ['errors'],
  'docs/guide/libraries.md': ['adapters'],
};

/**
 * Puts a text between the markers of a name.
 * @param {string} document
 * @param {string} name
 * @param {string} content
 * @returns {string} throws unless each of the two markers is there once, in their order
 */
export function between(document, name, content) {
  const [before, rest, more] = document.split(`<!-- ${name} -->`);
  const [, after, evenMore] = rest?.split(`<!-- /${name} -->`) ?? [];
  if (before === undefined || after === undefined || more !== undefined || evenMore !== undefined) {
    throw new Error(`there must be one <!-- ${name} --> and then one <!-- /${name} -->`);
  }
  return `${before}<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->${after}`;
}

/**
 * The document with its tables as they should be, laid out as Prettier does.
 * @param {string} document
 * @param {string} file its path, for Prettier's options
 * @param {TableName[]} names the tables that are in it
 */
export async function filled(document, file, names) {
  const options = { ...(await prettier.resolveConfig(file)), parser: 'markdown' };
  let text = document;
  for (const name of names) text = between(text, name, (await prettier.format(TABLES[name](), options)).trim());
  return text;
}

/** @returns {[file: string, names: TableName[]][]} */
function wanted() {
  const [named] = process.argv.slice(2).filter((word) => word !== '--check');
  if (named === undefined) return Object.entries(DOCUMENTS);
  return [[named, /** @type {TableName[]} */ (Object.keys(TABLES))]];
}

async function main() {
  for (const [name, names] of wanted()) {
    const file = path.resolve(ROOT, name);
    const document = readFileSync(file, 'utf8');
    const text = await filled(document, file, names);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
    else if (text !== document) {
      console.error(`${name} is not up to date: run "node scripts/docs-tables.mjs".`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
