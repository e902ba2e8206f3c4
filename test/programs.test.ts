import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check, programsIn, type Run } from './support/matrix';

/** Time for a child to be killed and reported after its own limit. */
const GRACE_MS = 10_000;

const programs = programsIn(path.join(__dirname, 'programs'));

it('finds programs to run', () => {
  expect(programs.length, 'GREENPATCH_TEST_ONLY may fit none').toBeGreaterThan(0);
});

for (const program of programs) {
  // A program for other lines or engines than the ones tested here.
  if (!program.problem && program.runs.length === 0) continue;
  // At most `maxConcurrency` children at once (vitest.config.mts), of this program and the next ones: many of them mostly wait.
  describe.concurrent(`${program.name}: ${program.title}`, () => {
    if (program.problem) it('can be run', () => expect.fail(program.problem!.message));
    for (const run of program.runs)
      it.concurrent(run.title, ({ skip }) => tried(run, skip), run.header.timeout + GRACE_MS);
  });
}

const skipped: string[] = [];

/** A program that cannot try what it is for on this machine is a test that was skipped, and said to be. */
async function tried(run: Run, skip: (reason: string) => void): Promise<void> {
  const why = await check(run);
  if (why === undefined) return;
  skipped.push(`${run.name} on ${run.title}: ${why} (it needs ${run.header.maySkip})`);
  skip(why);
}

afterAll(() => {
  if (skipped.length > 0) console.log(`programs: ${skipped.length} runs could not try it:\n${skipped.join('\n')}`);
});
