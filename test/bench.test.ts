// Runs the benchmarks in their short mode and checks what they write, never how fast anything was.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Line {
  run: string;
  host?: Record<string, unknown>;
  rep: number;
  workload: string;
  case: string;
  peer: string;
  params: Record<string, unknown>;
  metrics: Record<string, number>;
  error: string | null;
  skipped?: boolean;
  target?: string;
  met?: boolean | null;
}

const root = path.join(__dirname, '..');
const timeoutMs = 120_000;

function bench(...args: string[]) {
  return spawnSync(process.execPath, ['bench/run.mjs', ...args], { cwd: root, encoding: 'utf8', timeout: timeoutMs });
}

describe('npm run bench', { timeout: timeoutMs }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-bench-test-'));
  let lines: Line[];
  let runs: Line[];
  let table: string;

  beforeAll(() => {
    const out = path.join(folder, 'lines.jsonl');
    const done = bench('--quick', '--offline', '--only', '^(switch|startup)/', '--out', out);
    expect(done.stderr).not.toMatch(/^bench: /m);
    expect(done.status, done.stderr).toBe(0);
    table = done.stdout;
    lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    runs = lines.filter((line) => line.workload !== undefined && line.target === undefined);
  }, timeoutMs);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('begins with the host and the versions, and marks every line with the run', () => {
    expect(lines[0]?.host).toMatchObject({ cpus: expect.any(Number) as number, node: process.version });
    expect(new Set(lines.map((line) => line.run)).size).toBe(1);
  });

  it('gives one line a run, with positive figures or the reason why there are none', () => {
    for (const run of runs) {
      expect(run, JSON.stringify(run)).toMatchObject({ rep: expect.any(Number) as number, params: {} });
      const figures = Object.values(run.metrics);
      if (run.skipped) expect(run.error).toMatch(/^not run: .+/);
      else expect(run.error).toBeNull();
      expect(figures.length > 0).toBe(run.error === null);
      for (const figure of figures) expect(figure).toBeGreaterThan(0);
    }
  });

  it('measures greenpatch beside plain Node in the same run', () => {
    for (const peer of ['greenpatch', 'async', 'callback']) {
      const [run] = runs.filter((line) => line.workload === 'switch' && line.peer === peer);
      expect(run?.metrics, peer).toHaveProperty('turn100_ns');
      expect(run?.metrics, peer).toHaveProperty('turn100_cpu_ns');
    }
  });

  it('takes the repetitions of a case in turn: A B A B', () => {
    const order = runs.filter((line) => line.workload === 'startup' && line.case === 'e0');
    const expected = [0, 1, 2].flatMap((rep) => [`greenpatch ${rep}`, `plain ${rep}`]);
    expect(order.map((line) => `${line.peer} ${line.rep}`)).toEqual(expected);
  });

  it('ends with a verdict for every target that was run, in the lines and in the table', () => {
    const verdicts = lines.filter((line) => line.target !== undefined);
    expect(verdicts.map((line) => line.target)).toContain('preload, node -e 0');
    for (const verdict of verdicts) expect([true, false, null]).toContain(verdict.met);
    expect(table).toMatch(/^\| preload, node -e 0, ms +\| plain .*\| +(met|NOT MET) \|$/m);
    expect(table).toMatch(/^## startup$/m);
  });

  it('shows what a callback of the event loop costs by what it leaves behind, preloaded and plain', () => {
    const done = bench('--quick', '--only', '^drain/');
    expect(done.status, done.stderr).toBe(0);
    const all = done.stdout.split('\n').filter((line) => line.startsWith('{'));
    const drains = all.map((line) => JSON.parse(line) as Line).filter((line) => line.rep !== undefined);
    const expected = ['native', 'setImmediate', 'socket'].flatMap((name) => [`${name} greenpatch`, `${name} plain`]);
    expect(drains.map((line) => `${line.case} ${line.peer}`)).toEqual(expected);
    for (const { metrics } of drains)
      for (const name of ['empty', 'job', 'tick', 'mixed']) expect(metrics[`${name}_cpu_ns`]).toBeGreaterThan(0);
    expect(done.stdout).toMatch(/^\| a drain: a tick and 10 promise jobs, ns +\| plain .*\| +(met|NOT MET) \|$/m);
  });

  it('ends with status 1 when a program fails, and says which and why', () => {
    const done = bench('--quick', '--only', '^switch//async$', '--node', '/bin/false');
    expect(done.status).toBe(1);
    expect(done.stdout).toContain('ended with status 1');
    expect(done.stdout).toMatch(/async +\| +failed/);
  });

  it('compares the switches of two checkouts in turns', () => {
    const done = bench('--quick', '--against', root, '--only', 'switch/(raw|wake)');
    expect(done.status, done.stderr).toBe(0);
    const all = done.stdout.split('\n').filter((line) => line.startsWith('{'));
    const compared = all.slice(1).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(compared.map(({ against }) => against)).toEqual(['raw', 'wake']);
    for (const line of compared)
      for (const key of ['cpu_ns', 'its_cpu_ns', 'ratio']) expect(line[key]).toBeGreaterThan(0);
    expect(done.stdout).toMatch(/^\| raw +\| 5 +\|/m);
  });

  it('says what is wrong with a checkout that it cannot compare with, with status 2', () => {
    for (const args of [
      ['--against', folder],
      ['--against', root, '--only', 'echo/'],
    ]) {
      const done = bench('--quick', ...args);
      expect(done.status, args.join(' ')).toBe(2);
      expect(done.stderr).toMatch(/^bench: .*(there is no|matches none)/m);
    }
  });

  it('refuses an option that it does not understand, with status 2', () => {
    for (const args of [['--reps', '0'], ['--only', '('], ['--fast']]) {
      const done = bench(...args);
      expect(done.status, args.join(' ')).toBe(2);
      expect(done.stderr).toMatch(/^bench: .+/m);
    }
  });
});

const load = async () => ({
  ...(await import('../bench/lib/stats.mjs')),
  ...(await import('../bench/lib/targets.mjs')),
  ...(await import('../bench/lib/wrk.mjs')),
});
let lib: Awaited<ReturnType<typeof load>>;

beforeAll(async () => {
  lib = await load();
});

describe('statistics', () => {
  const run = (peer: string, rep: number, raw_ns: number) => ({
    workload: 'switch',
    case: '',
    peer,
    rep,
    metrics: { raw_ns },
  });
  const target = () => lib.targets.find((one) => one.of === 'switch//raw_ns')!;

  it('takes medians of odd and even numbers of values, and none of none', () => {
    const { median, spread } = lib;
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN]);
    expect([spread([90, 100, 110]), spread([5])]).toEqual([0.1, 0]);
  });

  it('compares repetition by repetition, and only where both have a figure', () => {
    const ours = [run('greenpatch', 0, 500), run('greenpatch', 1, 1500), run('greenpatch', 2, 700)];
    const theirs = [run('fibers@14', 1, 3000), run('fibers@14', 0, 1000)];
    expect(lib.pairwise(ours, theirs, 'raw_ns', lib.ratio)).toEqual([0.5, 0.5]);
  });

  it('judges a target by the pairs: met, not met, or not run', () => {
    const theirs = [run('fibers@14', 0, 1000), run('fibers@14', 1, 2000)];
    const judged = (...ours: ReturnType<typeof run>[]) => lib.judge(target(), [...ours, ...theirs])?.met;
    expect(judged(run('greenpatch', 0, 590), run('greenpatch', 1, 1190))).toBe(true);
    expect(judged(run('greenpatch', 0, 610), run('greenpatch', 1, 1210))).toBe(false);
    expect(judged()).toBeNull();
    expect(lib.judge(target(), [])).toBeNull();
  });
});

describe('the reading of wrk', () => {
  const text = [
    '  Latency Distribution',
    '     50%    1.15ms',
    '     99%    1.40s ',
    '  45233 requests in 1.00s, 7.07MB read',
    '  Socket errors: connect 0, read 1, write 0, timeout 2',
    'Requests/sec:  45214.06',
  ];

  it('takes figures in every unit, and the errors', () => {
    const expected = { req_per_s: 45214.06, p50_us: 1150, p99_us: 1.4e6, messages: 45233, errors: 3 };
    expect(lib.parseWrk(text.join('\n'))).toEqual(expected);
  });

  it('counts replies that are no success as errors', () => {
    expect(lib.parseWrk([...text, '  Non-2xx or 3xx responses: 4'].join('\n')).errors).toBe(7);
    expect(lib.parseWrk('nothing of it').errors).toBe(0);
  });
});
