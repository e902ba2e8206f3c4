import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINES } from '../scripts/node-lines.mjs';
import { check, Crash, programsIn, ROOT } from './support/matrix';
import { parseHeader } from './support/program';

/** The runner's own test: each kind of failure must be seen as one, or a green run of test/programs means nothing. */
describe('the runner of isolated programs', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
    folder = mkdtempSync(path.join(ROOT, '.cache', 'matrix-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const RUNNING = process.versions.node.split('.')[0];

  /** Runs a program on the running Node; resolves with its failure, or why it was skipped, or undefined. */
  async function failureOf(code: string): Promise<string | undefined> {
    return errorOf(code).then((error) => (error instanceof Error ? error.message : error));
  }

  async function errorOf(code: string): Promise<Error | string | undefined> {
    const name = `case-${Math.random().toString(36).slice(2)}.js`;
    writeFileSync(path.join(folder, name), `// it: is a case\n// engines: threads\n// lines: =${RUNNING}\n${code}`);
    const program = programsIn(folder).find((one) => one.name === name)!;
    if (program.problem) throw program.problem;
    expect(program.runs).toHaveLength(1);
    return check(program.runs[0]!).then(
      (skipped) => skipped && `skip: ${skipped}`,
      (error: Error) => error,
    );
  }

  it('accepts a program that ends in ok', async () => {
    expect(await failureOf("console.log('first'); console.log('ok')")).toBe(undefined);
  });

  it('names the signal that ended a program, even where a failure is expected', async () => {
    const code = "console.log('ok'); process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 1e6)";
    expect(await failureOf(code)).toMatch(/ended by the signal SIGSEGV/);
    expect(await failureOf(`// expect-exit: 139\n// expect-stdout: ok\n${code}`)).toMatch(
      /ended by the signal SIGSEGV/,
    );
  });

  it('tells the end by a signal, of a child too, from other failures: only these are tried again', async () => {
    const killed = "process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 1e6)";
    expect(await errorOf(killed)).toBeInstanceOf(Crash);
    const told = `const { signal } = require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(killed)}]);
      throw new Error(signal);`;
    expect(await errorOf(told)).toBeInstanceOf(Crash);
    expect(await errorOf("throw new Error('late')")).not.toBeInstanceOf(Crash);
  });

  it('reports a wrong exit code together with the command and stderr', async () => {
    const failure = await failureOf("console.log('ok'); throw new Error('the reason')");
    expect(failure).toMatch(/exit code is 1, not 0/);
    expect(failure).toMatch(/GREENPATCH_ENGINE=threads .*case-/);
    expect(failure).toMatch(/the reason/);
  });

  it('reports a program that does not say ok, or says more after it', async () => {
    expect(await failureOf('')).toMatch(/does not end in a line "ok"/);
    expect(await failureOf("console.log('not ok')")).toMatch(/does not end in a line "ok"/);
    expect(await failureOf("console.log('ok'); console.log('more')")).toMatch(/does not end in a line "ok"/);
  });

  it('takes a reason to skip only from a program that may, and is none the wiser about other failures', async () => {
    const code = "console.log('first'); console.log('skip: no root')";
    expect(await failureOf(code)).toMatch(/does not end in a line "ok"/);
    expect(await failureOf(`// may-skip: root\n${code}`)).toBe('skip: no root');
    expect(await failureOf(`// may-skip: root\n${code}; console.log('more')`)).toMatch(/does not end in a line "ok"/);
    expect(await failureOf(`// may-skip: root\n${code}; process.exit(3)`)).toMatch(/exit code is 3, not 0/);
    expect(await failureOf("// may-skip: root\nconsole.log('ok')")).toBe(undefined);
  });

  it('ends a program that hangs, with what it has started', async () => {
    const code = `// timeout: 1500
      require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'], { stdio: 'inherit' });`;
    expect(await failureOf(code)).toMatch(/did not end within 1500 ms/);
  });

  it('holds a program that is meant to fail to its exit code and message', async () => {
    const code = "console.error('because of X'); process.exit(7)";
    expect(await failureOf(`// expect-exit: 7\n// expect-stderr: of X$\n${code}`)).toBe(undefined);
    expect(await failureOf(`// expect-exit: 7\n${code}`)).toMatch(/does not end in a line "ok"/);
    expect(await failureOf(`// expect-exit: 7\n// expect-stderr: of Y$\n${code}`)).toMatch(/stderr does not match/);
    expect(await failureOf(`// expect-exit: 8\n// expect-stderr: of X$\n${code}`)).toMatch(/exit code is 7, not 8/);
  });

  it('passes flags, arguments and environment on, and sets the engine', async () => {
    const code = `// flags: --expose-gc --stack-size=500
      // args: one two
      // env: GREENPATCH_SLICE_MS=9 A=b=c
      const assert = require('assert');
      assert.deepStrictEqual(process.execArgv, ['--expose-gc', '--stack-size=500']);
      assert.deepStrictEqual(process.argv.slice(2), ['one', 'two']);
      const { GREENPATCH_SLICE_MS, GREENPATCH_ENGINE, GREENPATCH_REQUIRE, A } = process.env;
      assert.deepStrictEqual({ GREENPATCH_SLICE_MS, GREENPATCH_ENGINE, GREENPATCH_REQUIRE, A },
        { GREENPATCH_SLICE_MS: '9', GREENPATCH_ENGINE: 'threads', GREENPATCH_REQUIRE: '1', A: 'b=c' });
      console.log('ok');`;
    expect(await failureOf(code)).toBe(undefined);
  });
});

describe("a program's header", () => {
  it('must hold a sentence', () => {
    expect(() => parseHeader('a.js', "console.log('ok')")).toThrow(/a\.js: no header/);
    expect(() => parseHeader('a.js', "const a = 1;\n// it: comes too late\nconsole.log('ok')")).toThrow(/no header/);
  });

  it('may begin with prose and a directive', () => {
    expect(parseHeader('a.js', "'use strict';\n\n// Why: nothing else shows it.\n// it: works").it).toBe('works');
  });

  it.each([
    ['// flag: --expose-gc', /unknown header key "flag"/],
    ['// engines: turbo', /"turbo" is none of switch, threads/],
    ['// engines:', /the value is missing/],
    ['// lines: x', /"x" is no Node line/],
    ['// lines: 20 21', /Node 21 is none of 20, /],
    [`// lines: 20 ${LINES.at(-1)}`, /is the newest line: write >=/],
    ['// env: A', /"A" is not NAME=value/],
    ['// expect-exit: seven', /"seven" is no whole number/],
    ['// expect-stderr: (', /Invalid regular expression/],
  ])('refuses "%s"', (line, message) => {
    expect(() => parseHeader('a.js', `// it: works\n${line}\n`)).toThrow(message);
  });
});
