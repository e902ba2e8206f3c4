import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LINES } from '../scripts/node-lines.mjs';
import type { Pins } from '../scripts/node-pins.mjs';
import { libraries } from './libs/harness/declarations.mjs';

interface Runner {
  readonly version?: string;
}

const ROOT = path.join(__dirname, '..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

/** Runs code in a child, because loading `greenpatch` patches the process it is loaded into. */
function evaluate(code: string, ...flags: string[]): unknown {
  const env = { ...process.env, GREENPATCH_ENGINE: 'off', NODE_OPTIONS: '' };
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', code], { cwd: ROOT, env, encoding: 'utf8' }));
}

describe.each([
  ['greenpatch', 'spawn'],
  ['greenpatch/api', 'Semaphore'],
  ['greenpatch/testing', 'explore'],
])('the entry point %s', (name, among) => {
  it('gives import the same names and the same module instance as require', () => {
    const code = `
      const required = require('${name}');
      import('${name}').then((imported) => console.log(JSON.stringify({
        required: Object.keys(required).sort(),
        imported: Object.keys(imported).filter((key) => key !== 'default').sort(),
        same: Object.keys(required).every((key) => imported[key] === required[key]) && imported.default === required,
      })))`;
    const seen = evaluate(code) as { required: string[]; imported: string[]; same: boolean };
    expect(seen.imported).toEqual(seen.required);
    expect(seen.required).toContain(among);
    expect(seen.same).toBe(true);
  });
});

describe('the types', () => {
  it("say what Node's modules get, to a program that imports the package", () => {
    const program = ts.createProgram([path.join(__dirname, 'fixtures', 'types', 'sync-calls.ts')], {
      module: ts.ModuleKind.Node20,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      esModuleInterop: true,
      types: ['node'],
    });
    const faults = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    expect(faults).toEqual([]);
    const shipped = path.join(ROOT, 'dist', 'index.d.ts');
    expect(program.getSourceFile(shipped), 'checked against the compiled declarations').toBeDefined();
  }, 180_000); // TypeScript reads all declarations of Node, on a machine that may be busy
});

describe('the package', () => {
  it('loads the tools of concurrent code at their first use', () => {
    const code = `
      const loaded = () => Object.keys(require.cache).filter((file) => /sync-chunk|testing-chunk/.test(file)).length;
      const api = require('greenpatch');
      const before = loaded();
      console.log(JSON.stringify([before, typeof api.Semaphore, loaded(), api.Semaphore === require('greenpatch/api').Semaphore]));`;
    expect(evaluate(code)).toEqual([0, 'function', 1, true]);
  });

  it('compiles every native source, and lists none that is not there', () => {
    const listed = [...read('binding.gyp').matchAll(/'(native\/[^']+\.(?:cc|c|S))'/g)].map((match) => match[1]).sort();
    const present = readdirSync(path.join(ROOT, 'native'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(cc|c|S)$/.test(name))
      .map((name) => `native/${name.split(path.sep).join('/')}`);
    expect(listed).toEqual(present.sort());
  });

  it('names the same Node lines in scripts, package.json and the public CI workflow', () => {
    expect(JSON.parse(read('package.json')).engines.node).toBe(`>=${LINES[0]}`);
    const matrices = [...read('.github/workflows/ci.yml').matchAll(/node: \[(.*)\]/g)].map((match) => match[1]);
    expect(matrices.length).toBeGreaterThan(0);
    for (const matrix of matrices) expect(matrix).toBe(LINES.join(', '));
  });

  it('pins an exact Node of each line, with its integrity', () => {
    const pins = JSON.parse(read('scripts/node-lines.json')) as Pins;
    for (const line of LINES) {
      expect(Object.keys(pins[line]!)).toEqual(expect.arrayContaining(['linux-x64', 'linux-arm64']));
      for (const { version, integrity } of Object.values(pins[line]!)) {
        expect(version).toMatch(new RegExp(`^${line}\\.\\d+\\.\\d+$`));
        expect(integrity).toMatch(/^sha512-[\w+/]{86}==$/);
      }
    }
  });

  it('has a lock for each version of a library or test runner that tests use', () => {
    const declared = libraries().filter(({ builtin, notRun, own }) => !builtin && (notRun === undefined || own));
    const runners = readdirSync(path.join(ROOT, 'test', 'libs', 'runners'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => path.join(ROOT, 'test', 'libs', 'runners', name))
      .map((folder) => ({ folder, ...(JSON.parse(readFileSync(path.join(folder, 'runner.json'), 'utf8')) as Runner) }))
      .filter(({ version }) => version !== undefined);
    const locks = [
      ...declared.flatMap(({ folder, versions }) => versions.map((version) => [folder, version] as const)),
      ...runners.map(({ folder, version }) => [folder, version!] as const),
    ].map(([folder, version]) => path.join(folder, 'locks', `${version}.json`));
    expect(locks.filter((file) => !existsSync(file))).toEqual([]);
  });
});
