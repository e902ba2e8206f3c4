// Makes src/compat/libraries.ts from the records of the adapters (src/compat/adapters/*/record.ts): what is known of a library before
// it is loaded. Nothing else of a record is in the code that every program loads. The build does this first.
//
//   node scripts/adapters.mjs
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import ts from 'typescript';
import { ROOT } from './addon-file.mjs';

const FOLDER = path.join(ROOT, 'src', 'compat', 'adapters');
const FILE = path.join(ROOT, 'src', 'compat', 'libraries.ts');

/** @typedef {import('../src/compat/core/record.js').AdapterRecord & { folder: string }} FoundRecord */

/**
 * The records of all adapters: first those that are always used, in the order of the libraries' names.
 * @returns {FoundRecord[]} throws for a folder without a record
 */
export function readRecords() {
  const records = readdirSync(FOLDER).map((folder) => ({ folder, ...recordIn(folder) }));
  const key = (/** @type {FoundRecord} */ { library, onRequest }) => `${onRequest ? 1 : 0} ${library}`;
  return records.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** @param {string} folder @returns {import('../src/compat/core/record.js').AdapterRecord} */
function recordIn(folder) {
  const file = path.join(FOLDER, folder, 'record.ts');
  if (!existsSync(file)) throw new Error(`src/compat/adapters/${folder} has no record.ts`);
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
  const exports = /** @type {{ record?: import('../src/compat/core/record.js').AdapterRecord }} */ ({});
  new Function('exports', outputText)(exports);
  if (exports.record === undefined) throw new Error(`${file} exports no record`);
  return exports.record;
}

/** What src/compat/libraries.ts is to be. */
export async function librariesText() {
  const rows = readRecords().map(({ library, folder, onRequest, standIn }) => {
    return `${JSON.stringify(library)}: ${JSON.stringify({ folder, onRequest, standIn })},`;
  });
  const text = `// Made by scripts/adapters.mjs from adapters/*/record.ts.
import type { Libraries } from './core/record';

export const libraries: Libraries = {
${rows.join('\n')}
};
`;
  return await prettier.format(text, { ...(await prettier.resolveConfig(FILE)), parser: 'typescript' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await librariesText();
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) writeFileSync(FILE, text);
}
