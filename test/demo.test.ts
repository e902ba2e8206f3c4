// Runs the demo in its short mode, as a user would, and checks its exit code and the figures that it writes: counts, and ratios of
// its two runs, since other specs run beside it.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Burst {
  requests: number;
  tookMs: number;
  inFlight: number;
  atATime: number;
  lanes: { steps: { name: string; startMs: number; durationMs: number }[] }[];
}
interface Run {
  replies: number;
  wrong: { count: number; examples: string[] };
  bursts: Record<'nap' | 'quote' | 'page', Burst>;
  load: { requestsPerSecond: number; longestStallMs: number; inFlight: number };
}
interface Summary {
  plain: Run;
  greenpatch: Run;
}

const root = path.join(__dirname, '..');
const timeoutMs = 180_000;

describe('npm run demo', () => {
  const out = mkdtempSync(path.join(tmpdir(), 'greenpatch-demo-test-'));
  let summary: Summary;
  let stdout: string;

  beforeAll(async () => {
    const env = { ...process.env, DEMO_SHORT: '1', DEMO_OUT: out };
    const options = { cwd: root, env, timeout: timeoutMs - 5_000 };
    ({ stdout } = await promisify(execFile)(process.execPath, ['examples/demo/run.mjs'], options));
    summary = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8')) as Summary;
  }, timeoutMs);

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('gets the right reply to every request, plain and preloaded', () => {
    for (const run of [summary.plain, summary.greenpatch]) {
      expect(run.wrong).toEqual({ count: 0, examples: [] });
      expect(run.replies).toBeGreaterThan(60);
    }
  });

  it.each(['nap', 'quote', 'page'] as const)(
    'takes one %s request after the other plain, and all at once preloaded',
    (kind) => {
      const plain = summary.plain.bursts[kind];
      const patched = summary.greenpatch.bursts[kind];
      expect(patched.requests).toBe(50);
      expect(plain.tookMs).toBeGreaterThanOrEqual(plain.requests * 198);
      expect(plain.atATime).toBeLessThanOrEqual(1);
      expect(patched.atATime).toBeGreaterThan(5);
    },
  );

  it('has one request in flight at the backend plain, and all preloaded', () => {
    expect(summary.plain.bursts.quote.inFlight).toBe(1);
    expect(summary.greenpatch.bursts.quote.inFlight).toBe(50);
  });

  it('serves more requests with shorter stalls preloaded', () => {
    expect(summary.greenpatch.load.requestsPerSecond).toBeGreaterThan(2 * summary.plain.load.requestsPerSecond);
    expect(summary.greenpatch.load.longestStallMs).toBeLessThan(summary.plain.load.longestStallMs);
  });

  it('draws a lane for every request of both runs, with its four blocking calls', () => {
    const lanes = [summary.plain, summary.greenpatch].flatMap((run) => run.bursts.page.lanes);
    expect(lanes).toHaveLength(60);
    for (const lane of lanes) expect(lane.steps.map((step) => step.name)).toEqual(['file', 'git', 'quote', 'nap']);
    const picture = readFileSync(path.join(out, 'timeline.svg'), 'utf8');
    expect(picture.match(/<g><title>/g)?.length).toBeGreaterThanOrEqual(60);
    expect(picture.trimEnd().endsWith('</svg>')).toBe(true);
  });

  it('prints the table and where the picture is', () => {
    for (const words of ['requests/s', 'longest stall of the event loop', 'timeline.svg'])
      expect(stdout).toContain(words);
  });
});
