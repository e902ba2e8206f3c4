import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, runChild } from '../support/child';
import { readTap, type Result } from './run.mjs';
import { allVariants, ARM64_PACKAGES, hostArch, missing } from './variants.mjs';

const SCRIPT = path.join(__dirname, '..', '..', 'scripts', 'test-native.mjs');
const LIMIT_MS = 240_000;
const [native] = allVariants();

interface Summary {
  code: number | null;
  ok: boolean;
  problems: string[];
  results: Result[];
  bench: { median_ns: number; stacks: number }[];
}

function script(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const options = { cwd: __dirname, env: { ...process.env, ...env }, timeout: LIMIT_MS };
  return runChild(process.execPath, [SCRIPT, ...args], options);
}

async function summary(args: string[], env?: NodeJS.ProcessEnv): Promise<Summary> {
  const { code, stdout } = await script(['--json', ...args], env);
  return { ...(JSON.parse(stdout) as Summary), code };
}

/** What every target must prove by running, whatever else it may skip. */
const ESSENTIAL = [
  'callee-saved registers keep their own values on both sides',
  'the rounding mode stays with its stack',
  'flush-to-zero stays with its stack',
  'any top gives an aligned entry, a null frame pointer, and nothing written at or above it',
  'aligned vector stores work in entry',
  'recursion past the end is a SIGSEGV on the guard page, nothing else is touched',
  '1,000,000 switches among 1,000 stacks keep counts and locals',
  '_Unwind_Backtrace ends at the bottom of a fresh stack',
];

describe.runIf(native)('the native switch layer', { timeout: LIMIT_MS }, () => {
  it('passes its test on every target whose tools are here, and says what ran on what', async () => {
    const { code, ok, problems, results } = await summary([]);
    expect({ code, ok, problems }).toEqual({ code: 0, ok: true, problems: [] });
    expect(results.map(({ name }) => name)).toEqual(allVariants().map(({ name }) => name));
    for (const result of results) (result.status === 'missing' ? checkMissing : checkPassed)(result);
  });

  it('fails where arm64 is required and nothing of arm64 has passed', async ({ skip }) => {
    const emulated = allVariants().filter(({ packages }) => packages === ARM64_PACKAGES.join(' '));
    // As root the script would install them, which is not for a test to do.
    if (emulated.length === 0 || emulated.some(missing)) skip('no arm64 tools here, or no need for them');
    const { code, problems } = await summary(['--require', 'arm64', '--only', native?.name ?? '']);
    expect({ code, problems }).toEqual({ code: 1, problems: ['arm64 is required, and no such target has passed'] });
  });

  it('times gp_switch on request', async () => {
    const { bench } = await summary(['--bench', '--only', native?.name ?? '']);
    expect(bench.map(({ stacks }) => stacks)).toEqual([1, 16, 256, 1, 16, 256]);
    for (const { median_ns } of bench) expect(median_ns).toBeGreaterThan(0);
  });

  it('refuses arguments that mean nothing', async () => {
    expect(await script(['--require', 'vax'])).toMatchObject({ code: 2, stdout: '' });
    expect(await script(['--no-such-option'])).toMatchObject({ code: 2, stdout: '' });
    const { code, problems } = await summary(['--only', 'no such target']);
    expect({ code, problems }).toEqual({ code: 1, problems: ['no target has this name'] });
  });
});

function checkPassed(result: Result): void {
  expect(result).toMatchObject({ status: 'passed', failed: [], output: '' });
  expect(result.passed).toEqual(expect.arrayContaining(ESSENTIAL));
  expect(result.compiler).toMatch(/\d+\.\d+/);
  expect(result.emulator === null).toBe(result.arch === hostArch());
  if (result.native && result.arch === 'x86-64') expect(result.skipped).toEqual([]);
}

function checkMissing(result: Result): void {
  expect(result.native).toBe(false);
  expect(result.output).toMatch(/^no .* here; install ./);
}

describe.runIf(native)('the driver of the native test', () => {
  let folder: string;
  let compiler: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-driver-'));
    compiler = path.join(folder, 'fake-compiler');
    writeFileSync(compiler, FAKE_COMPILER);
    chmodSync(compiler, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The summary of a run in which the native program is the given shell script. */
  function withProgram(program: string, fakeCompile = 'exit 0'): Promise<Summary> {
    const env = { CC: compiler, CXX: compiler, FAKE_PROGRAM: program, FAKE_COMPILE: fakeCompile };
    return summary(['--only', native?.name ?? ''], env);
  }

  it.each([
    ['a check fails', "echo 'ok 1 - a'; echo 'not ok 2 - b'; echo 1..2; exit 1", 'b'],
    ['a check fails and the exit code hides it', "echo 'not ok 1 - b'; echo 1..1", 'b'],
    ['the program dies', "echo 'ok 1 - a'; kill -SEGV $$", 'the program ended with signal SIGSEGV'],
    ['the program stops early', "echo 'ok 1 - a'; echo 1..2", 'the program did not come to its end'],
    ['the program says nothing', ':', 'the program did not come to its end'],
  ])('fails when %s', async (_what, program, failed) => {
    const { code, ok, results } = await withProgram(program);
    expect({ code, ok }).toEqual({ code: 1, ok: false });
    expect(results).toMatchObject([{ status: 'failed', failed: [failed], compiler: 'fake 1.0' }]);
  });

  it('passes when all checks do', async () => {
    const { code, results } = await withProgram("echo 'ok 1 - a'; echo 'ok 2 - b # SKIP no b'; echo 1..2");
    expect(code).toBe(0);
    expect(results).toMatchObject([{ status: 'passed', passed: ['a'], skipped: ['b: no b'] }]);
  });

  it('fails, with what the compiler said, when nothing compiles', async () => {
    const { code, results } = await withProgram(':', 'echo "no such register"; exit 1');
    expect(code).toBe(1);
    expect(results).toMatchObject([{ status: 'failed', failed: ['compile'] }]);
    expect(results[0]?.output).toContain('no such register');
  });

  it('fails when the machine has no compiler of its own', async () => {
    const { code, results } = await summary(['--only', native?.name ?? ''], { CC: 'no-such-compiler' });
    expect(code).toBe(1);
    expect(results).toMatchObject([{ status: 'missing' }]);
    expect(results[0]?.output).toContain('no-such-compiler');
  });
});

/** Compiles nothing, and "links" the shell script in FAKE_PROGRAM. */
const FAKE_COMPILER = `#!/bin/sh
[ "$1" = --version ] && echo 'fake 1.0' && exit 0
case " $* " in *' -c '*) eval "$FAKE_COMPILE" ;; esac
for last; do :; done
printf '#!/bin/sh\\n%s\\n' "$FAKE_PROGRAM" > "$last"
chmod +x "$last"
`;

describe('readTap', () => {
  it('tells passed, failed and skipped checks apart', () => {
    const text = 'ok 1 - a\n# a.c:1: x\nnot ok 2 - b\nok 3 - c # SKIP no c here\n1..3\n';
    expect(readTap(text)).toEqual({ passed: ['a'], failed: ['b'], skipped: ['c: no c here'], complete: true });
  });

  it('sees that a program stopped early', () => {
    for (const text of ['', 'ok 1 - a\n', 'ok 1 - a\n1..2\n']) expect(readTap(text).complete).toBe(false);
  });
});
