import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';

interface Suite {
  /** Fewer results than this mean that the cases were not run. */
  least: number;
  /** About files: run again with what takes no waiting made at once, and with all of it. */
  files?: boolean;
  /** About the same code on both engines: the second one has it on the newest line only. */
  sampled?: boolean;
}
const SUITES: Record<string, Suite> = {
  fs: { least: 1000, files: true },
  'fs-matrix': { least: 6000, files: true, sampled: true },
  child_process: { least: 350 },
  'child_process-options': { least: 880, sampled: true },
  'child_process-stdio': { least: 800, sampled: true },
  atomics: { least: 1100, sampled: true },
  zlib: { least: 1700, sampled: true },
  crypto: { least: 1300, sampled: true },
};
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

const parked = (from: Result[]) => from.filter(([, , others]) => others).length;

// Invariant 3: a patched call gives what the original gives.
describe.each(Object.entries(SUITES))('%s in a fiber gives what the originals give', (cases, suite) => {
  const { least, files, sampled } = suite;
  for (const line of wantedLines()) {
    let plain: Result[] | undefined;
    for (const engine of wantedEngines()) {
      if (sampled && engine !== wantedEngines()[0] && line !== Math.max(...wantedLines())) continue;
      it(`Node ${line}, ${engine}`, { timeout: 3 * TIMEOUT_MS }, async () => {
        const { exec } = findLine(line)!;
        const run = (env: NodeJS.ProcessEnv = {}) =>
          results(exec, cases, { GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1', ...env }, '-r', ROOT);
        plain ??= await results(exec, cases, {});
        expect(plain.length).toBeGreaterThan(least);
        expect(parked(plain)).toBe(0);
        const cold = await run({ GREENPATCH_FS: 'park' });
        expect(cold.map(([label]) => label)).toEqual(plain.map(([label]) => label));
        expect(outcomes(cold)).toEqual(outcomes(plain));
        expect(parked(cold)).toBeGreaterThan(least / 3);
        // Which engine it is makes no difference to what is cached.
        if (!files || engine !== wantedEngines()[0]) return;
        const auto = await run();
        expect(outcomes(auto)).toEqual(outcomes(plain));
        if (process.platform === 'linux') expect(parked(auto)).toBeLessThan(parked(cold) * 0.9);
        const inline = await run({ GREENPATCH_FS: 'inline' });
        expect(outcomes(inline)).toEqual(outcomes(plain));
        expect(parked(inline)).toBeLessThanOrEqual(parked(auto));
      });
    }
  }
});
