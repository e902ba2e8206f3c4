// Guards what operations cost, by instruction counts: bench/counts. Nothing is timed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LINES } from '../scripts/node-lines.mjs';
import { runChild } from './support/child';

const root = path.join(__dirname, '..');
const FILE = path.join(root, 'bench', 'counts', 'limits.json');
const LIMIT_MS = 300_000; // valgrind may have to be installed

interface Limits {
  margin: number;
  platform: string;
  lines: Record<string, { version: string; instructions: Record<string, number> }>;
}

const limits = JSON.parse(readFileSync(FILE, 'utf8')) as Limits;
/** Where the limits have been counted. */
const PINNED = limits.platform.replace('-glibc', '');
const [line] = /\d+/.exec(process.version)!;

const counts = (args: string[], env: NodeJS.ProcessEnv = {}) => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GREENPATCH_'));
  const options = { cwd: root, env: { ...Object.fromEntries(inherited), ...env }, timeout: LIMIT_MS };
  return runChild(process.execPath, ['bench/counts/main.mjs', ...args], options);
};

const skipOf = (stdout: string) => /^skipped: (.+)/m.exec(stdout)?.[1];

describe('instructions an operation', { timeout: LIMIT_MS }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-counts-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are within the limits of bench/counts/limits.json', async ({ skip }) => {
    const { code, stdout, stderr } = await counts([]);
    const why = skipOf(stdout);
    if (why !== undefined) skip(why);
    expect(code, `${stderr}${stdout}`).toBe(0);
  });

  it('are told to be too many where a switch costs more, with what to do', async ({ skip }) => {
    const { code, stdout, stderr } = await counts(['--only', 'switch'], { GREENPATCH_SWITCH: 'v8' });
    const why = skipOf(stdout);
    if (why !== undefined) skip(why);
    expect(code, `${stderr}${stdout}`).toBe(1);
    expect(stderr).toMatch(/^switch \(resume \+ suspend\): \d+ instructions on Node \S+, \d+% more than the \d+/);
    expect(stderr).toContain('npm run bench:counts -- --profile switch');
  });

  it('are not compared, and the reason is told, where the limits are of another Node or machine', async () => {
    const file = path.join(folder, 'limits.json');
    for (const [other, why] of [
      [{ platform: 'plan9-vax' }, /^skipped: the limits are of plan9-vax/],
      [{ lines: { [line]: { version: 'v1.2.3', instructions: {} } } }, /^skipped: the limits are of .+, and this is/],
      [{ lines: {} }, /^skipped: (there are no limits for Node \d+|the limits are of linux-x64-glibc)/],
    ] as const) {
      writeFileSync(file, JSON.stringify({ ...limits, ...other }));
      expect(await counts(['--limits', file])).toMatchObject({ code: 0, stdout: expect.stringMatching(why) as string });
    }
  });

  it('have limits for each pinned Node', () => {
    const pins = JSON.parse(readFileSync(path.join(root, 'scripts', 'node-lines.json'), 'utf8')) as Record<
      string,
      Record<string, { version: string }>
    >;
    for (const major of LINES) {
      const { version, instructions } = limits.lines[major]!;
      const told = `npm run bench:counts -- --update --node .cache/node-lines/${major}/bin/node`;
      expect(version, told).toBe(`v${pins[major]![PINNED]!.version}`);
      for (const count of Object.values(instructions)) expect(count).toBeGreaterThan(0);
    }
  });

  it('may grow by the margin, and no further', async () => {
    const { excesses } = await import('../bench/lib/counts.mjs');
    const then = { version: 'v20.0.0', instructions: { switch: 1000 } };
    expect(excesses({ switch: 1100 }, then, 0.1)).toEqual([]);
    expect(excesses({ switch: 1101 }, then, 0.1)).toHaveLength(1);
    expect(excesses({ lock: 1 }, then, 0.1)[0]).toMatch(/^lock: there is no limit/);
  });
});
