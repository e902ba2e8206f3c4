import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check, Crash, programsIn, type Program, type Run } from './support/matrix';
import { RUN_ALL } from './support/sample';

/** Time for a child to be killed and reported after its own limit. */
const GRACE_MS = 10_000;

const programs = programsIn(path.join(__dirname, 'programs'));

it('finds programs to run', () => {
  expect(programs.length, 'GREENPATCH_TEST_ONLY may fit none').toBeGreaterThan(0);
});

/**
 * With the switch engine a program runs on all of its lines, since what that engine relies on differs by line. With the other one it runs on
 * every second line, the next program on those between.
 */
function sampleOf({ runs }: Program, n: number): Run[] {
  const lines = [...new Set(runs.map(({ line }) => line))];
  const kept = (line: number) => lines.length === 1 || lines.indexOf(line) % 2 === n % 2;
  return runs.filter(({ line, engine }) => RUN_ALL || engine === 'switch' || kept(line));
}

let leftOut = 0;
for (const [n, program] of programs.entries()) {
  const runs = sampleOf(program, n);
  leftOut += program.runs.length - runs.length;
  // A program for other lines or engines than the ones tested here.
  if (!program.problem && runs.length === 0) continue;
  // At most `maxConcurrency` children at once (vitest.config.mts), of this program and the next ones: many of them mostly wait.
  describe.concurrent(`${program.name}: ${program.title}`, () => {
    if (program.problem) it('can be run', () => expect.fail(program.problem!.message));
    for (const run of runs) it.concurrent(run.title, ({ skip }) => tried(run, skip), run.header.timeout + GRACE_MS);
  });
}

if (leftOut > 0)
  console.log(
    `programs: with "threads" on every second line: ${leftOut} runs left out (GREENPATCH_TEST_ALL=1 runs them)`,
  );

const skipped: string[] = [];

/** A second try does not make good that a signal ended the process. */
const crashed = new Map<Run, Crash>();

async function checkAgain(run: Run): Promise<string | undefined> {
  const before = crashed.get(run);
  if (before) throw before;
  return check(run).catch((error: unknown) => {
    if (error instanceof Crash) crashed.set(run, error);
    throw error;
  });
}

/** A program that cannot try what it is for on this machine is a test that was skipped, and said to be. */
async function tried(run: Run, skip: (reason: string) => void): Promise<void> {
  const why = await checkAgain(run);
  if (why === undefined) return;
  skipped.push(`${run.name} on ${run.title}: ${why} (it needs ${run.header.maySkip})`);
  skip(why);
}

afterAll(() => {
  if (skipped.length > 0) console.log(`programs: ${skipped.length} runs could not try it:\n${skipped.join('\n')}`);
});
