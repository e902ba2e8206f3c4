import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';

/** Fewer results than this mean that the cases were not run. */
const LEAST = {
  fs: 1000,
  child_process: 350,
  'child_process-options': 880,
  'child_process-stdio': 800,
  atomics: 50,
};
/** Suites that are about the same code on both engines: the second one has them on the newest line only. */
const SAMPLED = /^child_process-/;
const TIMEOUT_MS = 100_000;

/** What came of a case: its name, a value or an error, and whether other code ran meanwhile. */
type Result = [label: string, outcome: object, others: boolean];

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'greenpatch-cases-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function results(exec: string, cases: string, env: NodeJS.ProcessEnv, ...flags: string[]): Promise<Result[]> {
  const runner = path.join(__dirname, 'runner.js');
  const args = [...flags, runner, path.join(__dirname, `${cases}.cases.js`), path.join(folder, 'box')];
  const { PATH, HOME } = process.env;
  const outcome = await runChild(exec, args, {
    cwd: folder,
    env: { PATH, HOME, NODE_NO_WARNINGS: '1', ...env },
    timeout: TIMEOUT_MS,
  });
  expect(outcome, outcome.stderr).toMatchObject({ code: 0, signal: null, timedOut: false, stderr: '' });
  return JSON.parse(outcome.stdout) as Result[];
}

const outcomes = (from: Result[]) => Object.fromEntries(from.map(([label, outcome]) => [label, outcome]));

// Invariant 3: a patched call gives what the original gives.
describe.each(Object.entries(LEAST))('%s in a fiber gives what the originals give', (cases, least) => {
  for (const line of wantedLines()) {
    for (const engine of wantedEngines()) {
      if (engine === 'threads' && SAMPLED.test(cases) && line !== Math.max(...wantedLines())) continue;
      it(`Node ${line}, ${engine}`, { timeout: 2 * TIMEOUT_MS }, async () => {
        const { exec } = findLine(line)!;
        const env = { GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1' };
        const plain = await results(exec, cases, {});
        const patched = await results(exec, cases, env, '-r', ROOT);
        expect(plain.length).toBeGreaterThan(least);
        expect(patched.map(([label]) => label)).toEqual(plain.map(([label]) => label));
        expect(outcomes(patched)).toEqual(outcomes(plain));
        expect(plain.filter(([, , others]) => others)).toEqual([]);
        expect(patched.filter(([, , others]) => others).length).toBeGreaterThan(least / 3);
      });
    }
  }
});
