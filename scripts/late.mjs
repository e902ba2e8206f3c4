// The table of what is loaded late, for the build: src/base/late-files.ts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './addon-file.mjs';

/** @typedef {{ at: string, chunk?: string, hidden?: true }} LateFile */

/** @returns {Record<string, LateFile>} by name */
export function readLate() {
  const file = path.join(ROOT, 'src', 'base', 'late-files.ts');
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
  const exports = /** @type {{ lateFiles?: Record<string, LateFile> }} */ ({});
  new Function('exports', outputText)(exports);
  if (exports.lateFiles === undefined) throw new Error(`${file} exports no table`);
  return exports.lateFiles;
}

/** @param {string} file below dist/ @param {LateFile} row */
export function isOf(file, { at }) {
  const name = file.split(path.sep).join('/');
  return name === at || name.startsWith(`${at}/`);
}
