import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** More tests than this that pass only when they are tried again are a fault of ours, not of the machine. */
export const MOST_SECOND_TRIES = 3;

/**
 * Tests that start many processes are tried a second time, since a loaded machine can be late and a port that was free can be taken. It is never
 * silent: those that needed it are listed at the end, and too many of them fail the run. A program that a signal ends is not
 * forgiven (`test/programs.test.ts`).
 */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const again = modules.flatMap((module) =>
      [...module.children.allTests('passed')].filter((test) => test.diagnostic()?.flaky),
    );
    if (again.length === 0) return;
    console.log(report(again));
    if (again.length > MOST_SECOND_TRIES) process.exitCode = 1;
  }
}

const report = (tests: readonly TestCase[]): string =>
  [
    `second tries: ${tests.length} passed when they were tried again (at most ${MOST_SECOND_TRIES} may):`,
    ...tests.map((test) => `${test.module.relativeModuleId} > ${test.fullName}\n${errorsOf(test)}`),
  ].join('\n');

const errorsOf = (test: TestCase): string =>
  (test.result().errors ?? []).map(({ message }) => message.slice(0, 4000)).join('\n');
