// Compiles src/ to dist/, as tsc would, with the language's own objects made safe from the program (harden.mjs).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './addon-file.mjs';
import { Intrinsics } from './harden-names.mjs';
import { hardening } from './harden.mjs';

/** These run in threads and processes of their own, on which no program has laid hands. */
const APART = /[\\/]src[\\/](cli[\\/]|sync[\\/]offload-worker\.ts$)/;

const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.build.json'), ts.sys.readFile);
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
const program = ts.createProgram(fileNames, options);
const intrinsics = new Intrinsics();
const harden = hardening(program.getTypeChecker(), intrinsics, path.join(ROOT, 'src'));
const { diagnostics } = program.emit(undefined, undefined, undefined, false, {
  before: [(context) => (file) => (APART.test(file.fileName) ? file : harden(context)(file))],
});

const problems = [...errors, ...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (problems.length > 0) {
  const host = {
    getCanonicalFileName: (/** @type {string} */ name) => name,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => '\n',
  };
  console.error(ts.formatDiagnostics(problems, host));
  process.exit(1);
}

const base = path.join(ROOT, 'dist', 'base');
mkdirSync(base, { recursive: true });
writeFileSync(
  path.join(base, 'intrinsics.js'),
  intrinsics.text(readFileSync(path.join(ROOT, 'scripts', 'intrinsics.js'), 'utf8')),
);
if (process.argv.includes('--left')) console.log(intrinsics.left.join('\n'));
