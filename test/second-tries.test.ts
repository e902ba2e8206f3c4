import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChild } from './support/child';
import { ROOT } from './support/matrix';
import { MOST_SECOND_TRIES } from './support/second-tries';

/** Runs of vitest on their own, over a file whose first tests fail at their first try. */
let folder: string;
beforeAll(() => {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(path.join(ROOT, '.cache', 'second-tries-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runWith(late: number) {
  writeFileSync(
    path.join(folder, 'some.test.mjs'),
    `import { it, expect } from 'vitest';
     const tries = [];
     for (let n = 0; n < 6; n++)
       it('test ' + n, () => { tries[n] = (tries[n] ?? 0) + 1; if (n < ${late}) expect(tries[n], 'late ' + n).toBe(2); });`,
  );
  const reporter = path.join(ROOT, 'test', 'support', 'second-tries.ts');
  writeFileSync(
    path.join(folder, 'vitest.config.mjs'),
    `export default { test: { retry: 1, reporters: [${JSON.stringify(reporter)}] } };`,
  );
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { ...process.env, VITEST: undefined, NODE_OPTIONS: '' };
  return runChild(process.execPath, [vitest, 'run', '--root', folder], { cwd: folder, env, timeout: 60_000 });
}

it('says nothing of tests that pass at once', async () => {
  const { code, stdout } = await runWith(0);
  expect([code, stdout]).toEqual([0, expect.not.stringContaining('second tries')]);
});

it('lists those that passed when they were tried again, each with its first error', async () => {
  const { code, stdout } = await runWith(MOST_SECOND_TRIES);
  expect(code).toBe(0);
  expect(stdout).toContain(`second tries: ${MOST_SECOND_TRIES} passed when they were tried again`);
  for (let n = 0; n < MOST_SECOND_TRIES; n++)
    expect(stdout).toMatch(new RegExp(`some.test.mjs > test ${n}\\n.*late ${n}`));
});

it('fails the run if there are too many', async () => {
  const { code } = await runWith(MOST_SECOND_TRIES + 1);
  expect(code).toBe(1);
});
