// Fills the tables between `<!-- name -->` and `<!-- /name -->` of the README from what the code says: `settings` from the
// table of settings, `errors` from the table of codes. Needs dist/ (`npm run build`).
//
//   node scripts/readme-tables.mjs            writes README.md
//   node scripts/readme-tables.mjs --check    writes nothing, and fails if README.md is not up to date
//
// A file may be named instead of README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
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

/** The tables by the names of their markers. */
export const TABLES = { settings, errors };

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
 */
export async function filled(document, file) {
  const options = { ...(await prettier.resolveConfig(file)), parser: 'markdown' };
  let text = document;
  for (const [name, make] of Object.entries(TABLES)) {
    text = between(text, name, (await prettier.format(make(), options)).trim());
  }
  return text;
}

async function main() {
  const names = process.argv.slice(2).filter((word) => word !== '--check');
  const file = path.resolve(ROOT, names[0] ?? 'README.md');
  const document = readFileSync(file, 'utf8');
  const text = await filled(document, file);
  if (!process.argv.includes('--check')) return writeFileSync(file, text);
  if (text === document) return;
  console.error(`${path.basename(file)} is not up to date: run "node scripts/readme-tables.mjs".`);
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
