import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { healthy } from '../../src/cli/doctor';
import type { DoctorReport } from '../../src/cli/doctor/report';
import { type Outcome, runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
const BREAKER = path.join(ROOT, 'test', 'fixtures', 'cli', 'break-check.js');
const RUNNING = Number(process.versions.node.split('.')[0]);
/** The quickest engine there is here, and the tests' only one where they are restricted to it. */
const ENGINE = wantedEngines()[0]!;

function environment(more: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST)/.test(name));
  return { ...Object.fromEntries(inherited), ...more };
}

interface Circumstances {
  line?: number;
  env?: Record<string, string>;
  flags?: string[];
}

function greenpatch(args: string[], { line = RUNNING, env = {}, flags = [] }: Circumstances = {}): Promise<Outcome> {
  const node = findLine(line);
  if (!node) throw new Error(`Node ${line} is not here. Run "npm run prebuilds" first ("npm test" does)`);
  return runChild(node.exec, [...flags, MAIN, ...args], { cwd: ROOT, env: environment(env), timeout: 90_000 });
}

async function doctor(
  args: string[],
  circumstances?: Circumstances,
): Promise<{ report: DoctorReport; code: number | null }> {
  const { stdout, stderr, code } = await greenpatch(['doctor', '--json', ...args], circumstances);
  expect(stderr).toBe('');
  return { report: JSON.parse(stdout) as DoctorReport, code };
}

const CHECKS = [
  'a coroutine exchanges values with its resumer',
  'an error thrown in a coroutine reaches its resumer',
  'a fiber parks and is woken through the hub',
  'a killed fiber unwinds at the place where it is parked',
  'a stack overflow in a fiber is a RangeError',
  'garbage collections inside fibers spare what parked fibers hold',
  'AsyncLocalStorage belongs to the fiber',
  'a fiber can be parked inside an AsyncResource',
  'promise jobs and ticks park, and hold nothing up',
  'fibers run in several threads at once',
  'the CPU profiler sees what runs in fibers',
  'the process ends while a fiber is parked',
];

describe.each(wantedLines())('doctor on Node %i', (line) => {
  it.each(wantedEngines())('finds that the engine %s works', async (engine) => {
    const { report, code } = await doctor(['--engine', engine], { line });
    const [examination] = report.engines;
    expect(report.engines).toHaveLength(1);
    expect(examination).toMatchObject({ wanted: engine, verdict: 'passed', refusals: [] });
    expect(examination!.checks.map(({ name }) => name)).toEqual(CHECKS);
    const passed = examination!.checks.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name);
    expect(CHECKS.filter((name) => !passed.includes(name))).toEqual(
      engine === 'threads' ? ['the CPU profiler sees what runs in fibers'] : [],
    );
    expect(examination!.engine).toMatchObject({
      kind: engine,
      stackKb: 984,
      profilerSeesFibers: engine === 'switch',
      asyncIdsReachable: true,
      codeCachesKept: true,
      pool: expect.anything() as object,
    });
    if (engine === 'switch') expect(examination!.engine!.description).toMatch(/, own switching, lazy scavenges$/);
    expect(examination!.engine!.stacks.created).toBeGreaterThan(10);
    expect(report).toMatchObject({ ok: true, node: findLine(line)!.version, platform: process.platform });
    expect(code).toBe(0);
  });
});

describe('doctor', () => {
  it('says which engine is in use, why, and which settings are in effect', async () => {
    const { stdout, code } = await greenpatch(['doctor'], {
      env: { GREENPATCH_ENGINE: ENGINE, GREENPATCH_SLICE_MS: '9' },
    });
    expect(stdout).toContain(`Engine: ${ENGINE}  (GREENPATCH_ENGINE=${ENGINE}: asked for)`);
    expect(stdout).toContain(`Node      `);
    expect(stdout).toMatch(new RegExp(`${process.version} \\(V8 ${process.versions.v8}`));
    expect(stdout).toMatch(/GREENPATCH_SLICE_MS +9$/m);
    expect(stdout).toMatch(/GREENPATCH_REQUIRE +false {2}\(default\)$/m);
    for (const name of CHECKS) expect(stdout).toContain(name);
    expect(stdout).toMatch(/Self-test passed\.\n\nFibers work here\.\n$/);
    expect(code).toBe(0);
  });

  it('takes the first engine that works unless one is asked for', async () => {
    const { report } = await doctor([]);
    expect(report.engines.map(({ wanted }) => wanted)).toEqual(['auto']);
    const [{ engine, refusals }] = report.engines as [(typeof report.engines)[0]];
    expect(engine!.kind).toBe(refusals.length === 0 ? 'switch' : 'threads');
  });

  it('examines both engines one after the other', async () => {
    const { report } = await doctor(['--engine', 'all']);
    expect(report.engines.map(({ wanted }) => wanted)).toEqual(['switch', 'threads']);
    expect(report.engines[1]!.verdict).toBe('passed');
  });

  it('tells a larger stack, and works when it is itself preloaded with greenpatch', async () => {
    const env = { NODE_OPTIONS: '-r greenpatch', GREENPATCH_ENGINE: ENGINE };
    const { report, code } = await doctor([], { flags: ['--stack-size=2000'], env });
    expect(report.engines[0]!.problem).toBe(undefined);
    expect(report.engines[0]!.engine!.stackKb).toBe(2000);
    expect(report.ok).toBe(true);
    expect(code).toBe(0);
  });

  it.each([
    ['off', 'GREENPATCH_ENGINE=off'],
    ['turbo', expect.stringContaining('GREENPATCH_ENGINE is set to "turbo"')],
  ])('says why there is no engine with GREENPATCH_ENGINE=%s', async (engine, why) => {
    const { report, code } = await doctor([], { env: { GREENPATCH_ENGINE: engine } });
    expect(report.engines).toEqual([{ wanted: engine, verdict: 'refused', refusals: [why], engine: null, checks: [] }]);
    expect(code).toBe(1);
  });

  it('survives a setting with which greenpatch does not load', async () => {
    const { report, code } = await doctor([], { env: { GREENPATCH_SLICE_MS: 'soon' } });
    const setting = report.settings.find(({ variable }) => variable === 'GREENPATCH_SLICE_MS');
    expect(setting).toMatchObject({ value: null, from: 'environment', problem: expect.stringContaining('"soon"') });
    expect(report.engines[0]!.verdict).toBe('failed');
    expect(code).toBe(1);
  });

  it('counts an engine that refuses as no fault where another one works', () => {
    expect(healthy([{ verdict: 'refused' }, { verdict: 'passed' }])).toBe(true);
    expect(healthy([{ verdict: 'failed' }, { verdict: 'passed' }])).toBe(false);
    expect(healthy([{ verdict: 'refused' }])).toBe(false);
  });
});

describe('a self-test that breaks', () => {
  const broken = 'a stack overflow in a fiber is a RangeError';

  it.each([
    ['crash', 'was ended by the signal SIGSEGV'],
    ['hang', 'did not end within 3 s'],
    ['exit', 'ended with exit code 3'],
    ['throw', 'ended with exit code 1'],
  ])('with a %s is reported', async (how, ending) => {
    const env = { BREAK_HOW: how, BREAK_IN: 'stack overflow', GREENPATCH_ENGINE: ENGINE };
    const { report, code } = await doctor(['--time-limit', '3'], { env, flags: ['-r', BREAKER] });
    const [examination] = report.engines;
    expect(examination).toMatchObject({
      verdict: 'failed',
      problem: `The self-test's process ${ending} during "${broken}".`,
      output: expect.stringContaining('last words'),
      engine: { kind: ENGINE },
    });
    expect(examination!.checks.at(-1)).toMatchObject({ name: broken, outcome: 'failed' });
    expect(examination!.checks.slice(0, -1).every(({ outcome }) => outcome === 'passed')).toBe(true);
    expect(report.ok).toBe(false);
    expect(code).toBe(1);
  });

  it('in its last moment is reported as well', async () => {
    const env = { BREAK_HOW: 'crash', BREAK_IN: 'process ends', GREENPATCH_ENGINE: ENGINE };
    const { report } = await doctor([], { env, flags: ['-r', BREAKER] });
    expect(report.engines[0]!.checks.at(-1)).toMatchObject({ name: CHECKS.at(-1), outcome: 'failed' });
    expect(report.ok).toBe(false);
  });

  it('is shown as text', async () => {
    const env = { BREAK_HOW: 'crash', BREAK_IN: 'stack overflow', GREENPATCH_ENGINE: ENGINE };
    const { stdout, code } = await greenpatch(['doctor'], { env, flags: ['-r', BREAKER] });
    expect(stdout).toMatch(/FAILED {2}a stack overflow .*\n +the process was ended by the signal SIGSEGV\n/);
    expect(stdout).toMatch(/It wrote:\n +last words\n/);
    expect(stdout).toMatch(/Fibers do not work here as they are set up\. See above\.\n$/);
    expect(code).toBe(1);
  });
});

describe('the command line', () => {
  const manifest = require('../../package.json') as { version: string };

  it.each([
    [[], 'no command was given. Commands: check, doctor.'],
    [['docter'], 'there is no command "docter". Commands: check, doctor.'],
    [['toString'], 'there is no command "toString". Commands: check, doctor.'],
    [['--frob'], "Unknown option '--frob'"],
    [['doctor', '--frob'], "Unknown option '--frob'"],
    [['doctor', 'now'], "Unexpected argument 'now'"],
    [['doctor', '--engine', 'turbo'], '--engine is "turbo", which is none of auto, switch, threads, all.'],
    [['doctor', '--time-limit', 'NaN'], '--time-limit is "NaN"'],
  ])('%j is wrong, says why, and ends with exit code 2', async (args, why) => {
    const { stdout, stderr, code } = await greenpatch(args);
    expect(stderr).toContain(`greenpatch: ${why}`);
    expect(stderr).toMatch(/\nRun "greenpatch --help"\.\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    [['--help'], /Usage: greenpatch <command>[^]* doctor /],
    [['-h'], /Usage: greenpatch <command>/],
    [['doctor', '--help'], /Usage: greenpatch doctor[^]* --engine [^]*Exit code/],
    [['--version'], new RegExp(`^${manifest.version.replaceAll('.', '\\.')}\n$`)],
    [['-v'], /^\d/],
  ])('%j answers on stdout', async (args, answer) => {
    const { stdout, stderr, code } = await greenpatch(args);
    expect(stdout).toMatch(answer);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('is executable by itself', async () => {
    accessSync(MAIN, constants.X_OK);
    const outcome = await runChild(MAIN, ['--version'], { cwd: ROOT, env: environment({}), timeout: 30_000 });
    expect(outcome).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  });
});
