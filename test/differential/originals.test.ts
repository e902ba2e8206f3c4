import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';
import { sample } from '../support/sample';

interface Suite {
  /** Fewer results than this mean that the cases were not run. */
  least: number;
  /** About files: run with each setting of GREENPATCH_FS. */
  files?: boolean;
  /** About the same code everywhere: on one of the lines between the oldest and the newest, and on the second engine on the newest only. */
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

/** GREENPATCH_FS: every call of a file parks; only what has to wait; none that need not. */
type Mode = 'park' | 'auto' | 'inline';

/** What is compared with plain Node. */
interface Case {
  cases: string;
  line: number;
  engine: string;
  mode: Mode;
}

const [first] = wantedEngines();
const [oldest, newest] = [wantedLines()[0]!, wantedLines().at(-1)!];

const all = Object.entries(SUITES).flatMap(([cases, { files }]) =>
  wantedLines().flatMap((line) =>
    wantedEngines().flatMap((engine) =>
      (files ? (['park', 'auto', 'inline'] as const) : (['park'] as const)).map((mode): Case => ({
        cases,
        line,
        engine,
        mode,
      })),
    ),
  ),
);

/** A suite's line between the oldest and the newest: not the same for all. */
function between(cases: string): number | undefined {
  const lines = wantedLines().slice(1, -1);
  return lines[Object.keys(SUITES).indexOf(cases) % lines.length];
}

/** Which engine it is makes no difference to what is made at once, and one line shows what a setting does on all. */
const CHOSEN: Record<Mode, (one: Case) => boolean> = {
  park: ({ cases, line, engine }) =>
    !SUITES[cases]!.sampled || line === newest || (engine === first && (line === oldest || line === between(cases))),
  auto: ({ line, engine }) => engine === first && (line === oldest || line === newest),
  inline: ({ line, engine }) => engine === first && line === newest,
};
const chosen = sample(
  'originals',
  all,
  (one) => CHOSEN[one.mode](one),
  ({ cases, line, engine, mode }) => `${cases} ${line} ${engine} ${mode}`,
);

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'greenpatch-cases-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What came of a case: its name, a value or an error, and whether other code ran meanwhile. */
type Result = [label: string, outcome: object, others: boolean];

/** Runs all cases in a folder of its own, which is where it was before: messages name it. */
async function results(
  { cases, line, engine }: Pick<Case, 'cases' | 'line' | 'engine'>,
  env: NodeJS.ProcessEnv,
  flags: string[] = [],
  when: string[] = [],
): Promise<Result[]> {
  const cwd = path.join(folder, `${cases}-${line}-${engine}`);
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd);
  const args = [
    path.join(__dirname, 'runner.js'),
    path.join(__dirname, `${cases}.cases.js`),
    path.join(cwd, 'box'),
    ...when,
  ];
  const { PATH, HOME } = process.env;
  const outcome = await runChild(findLine(line)!.exec, [...flags, ...args], {
    cwd,
    env: { PATH, HOME, NODE_NO_WARNINGS: '1', ...env },
    timeout: TIMEOUT_MS,
  });
  expect(outcome, outcome.stderr).toMatchObject({ code: 0, signal: null, timedOut: false, stderr: '' });
  return JSON.parse(outcome.stdout) as Result[];
}

const outcomes = (from: Result[]) => Object.fromEntries(from.map(([label, outcome]) => [label, outcome]));

const parked = (from: Result[]) => from.filter(([, , others]) => others).length;

async function compare(one: Case, modes: Mode[]): Promise<void> {
  const { least } = SUITES[one.cases]!;
  const env = { GREENPATCH_ENGINE: one.engine, GREENPATCH_REQUIRE: '1' };
  const plain = await results(one, {});
  expect(plain.length).toBeGreaterThan(least);
  expect(parked(plain)).toBe(0);
  const counts: Partial<Record<Mode, number>> = {};
  for (const mode of modes) {
    const found = await results(one, { ...env, GREENPATCH_FS: mode }, ['-r', ROOT]);
    expect(found.map(([label]) => label)).toEqual(plain.map(([label]) => label));
    expect(outcomes(found), mode).toEqual(outcomes(plain));
    counts[mode] = parked(found);
  }
  const { park, auto, inline } = counts;
  expect(park).toBeGreaterThan(least / 3);
  if (auto !== undefined && process.platform === 'linux') expect(auto).toBeLessThan(park! * 0.9);
  if (inline !== undefined) expect(inline).toBeLessThanOrEqual(auto!);
}

// Invariant 3: a patched call gives what the original gives.
describe.each(Object.keys(SUITES))('%s in a fiber gives what the originals give', (cases) => {
  const those = chosen.filter((one) => one.cases === cases);
  for (const one of those.filter(({ mode }) => mode === 'park')) {
    const modes = those
      .filter(({ line, engine }) => line === one.line && engine === one.engine)
      .map(({ mode }) => mode);
    it.concurrent(`Node ${one.line}, ${one.engine}`, () => compare(one, modes), 4 * TIMEOUT_MS);
  }
});

/** Cases that are answered without Node's binding: those it refuses, and users and groups, are left to it. */
const AT_ONCE: Record<string, number> = {
  child_process: 190,
  'child_process-options': 600,
  'child_process-stdio': 700,
};

const ends = sample(
  'originals in start-up',
  wantedLines(),
  (line) => line === oldest || line === newest,
  (line) => `Node ${line}`,
);

// Where nothing parks, a child is waited for without an event loop.
describe.each(Object.keys(AT_ONCE))('%s in start-up gives what the originals give', (cases) => {
  for (const line of ends) {
    it.concurrent(
      `Node ${line}`,
      async () => {
        const one = { cases, line, engine: `${first} in start-up` };
        const env = { GREENPATCH_ENGINE: first, GREENPATCH_REQUIRE: '1', GREENPATCH_FS: 'inline' };
        const plain = await results(one, {});
        const found = await results(one, env, ['-r', ROOT], ['start-up']);
        expect(found.map(([label]) => label)).toEqual(plain.map(([label]) => label));
        expect(outcomes(found)).toEqual(outcomes(plain));
        if (process.platform === 'linux') expect(parked(found)).toBeGreaterThan(AT_ONCE[cases]!);
      },
      4 * TIMEOUT_MS,
    );
  }
});
