import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { type Outcome, runChild } from '../support/child';
import { ROOT } from '../support/matrix';

const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-refusal-'));
const blind = path.join(folder, 'blind.so');
const source = path.join(ROOT, 'test', 'fixtures', 'refusal', 'blind.c');
execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', blind, source, '-ldl']);
afterAll(() => rmSync(folder, { recursive: true }));

function run(line: number, env: Record<string, string>, ...args: string[]): Promise<Outcome> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST)/.test(name));
  const options = { cwd: ROOT, env: { ...Object.fromEntries(inherited), ...env }, timeout: 30_000 };
  return runChild(findLine(line)!.exec, args, options);
}

interface Report {
  kind: string | null;
  refusals: string[];
  slept: boolean;
}

async function report(line: number, env: Record<string, string>): Promise<Report> {
  const { stdout, stderr, code } = await run(line, env, 'test/fixtures/refusal/report.js');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Report;
}

describe.runIf(process.platform === 'linux').each(wantedLines())('Node %i', (line) => {
  it('reads its memory through a pipe where process_vm_readv is not permitted', async () => {
    const found = await report(line, { LD_PRELOAD: blind, BLIND: '1' });
    expect(found).toEqual({ kind: 'switch', refusals: [], slept: true });
  });

  it('takes the portable engine when the fast one refuses, and says why', async () => {
    const found = await report(line, { LD_PRELOAD: blind, BLIND: '2' });
    expect(found).toMatchObject({ kind: 'threads', slept: true });
    expect(found.refusals).toEqual([expect.stringMatching(/^switch: .*can't be verified/)]);
  });

  it('has no engine when the one that was asked for refuses', async () => {
    const found = await report(line, { LD_PRELOAD: blind, BLIND: '2', GREENPATCH_ENGINE: 'switch' });
    expect(found).toMatchObject({ kind: null, refusals: [expect.stringContaining("can't be verified")] });
  });

  const portable = { LD_PRELOAD: blind, BLIND: '2', GREENPATCH_ENGINE: 'threads' };
  it('parks nowhere in a join nor in a stack that is formatted where its probes find nothing, and says so', async () => {
    for (const name of ['joins', 'json', 'formatting']) {
      const { stdout, stderr, code } = await run(
        line,
        portable,
        '-r',
        'greenpatch',
        `test/fixtures/refusal/${name}.js`,
      );
      expect({ stdout, code }).toEqual({ stdout: 'ok\n', code: 0 });
      expect(stderr.match(/GREENPATCH_PROBES/g)).toHaveLength(1);
      expect(stderr).toMatch(/Off on this Node: .*parking inside Array.prototype.join: .*; quick parking/);
    }
  });

  it('takes nothing that it finds twice', async () => {
    const twice = { LD_PRELOAD: blind, BLIND: '3' };
    const { stdout, stderr, code } = await run(line, twice, '-r', 'greenpatch', 'test/fixtures/refusal/formatting.js');
    expect({ stdout, code }).toEqual({ stdout: 'ok\n', code: 0 });
    expect(stderr).toContain('was found 2 times instead of once');
  });

  it("switches by V8's protocol where V8's archive of a thread does not compare, and says why", async () => {
    const describe = ['-r', 'greenpatch', '-p', "require('./dist/fiber/addon').loadBinding().describe()"];
    const own = { GREENPATCH_ENGINE: 'switch' };
    const asUsual = await run(line, own, ...describe);
    expect(asUsual.stdout).toMatch(/, own switching, lazy scavenges$/m);
    const asked = await run(line, { ...own, GREENPATCH_SWITCH: 'v8' }, ...describe);
    expect(asked.stdout).toMatch(/, V8's protocol of threads: GREENPATCH_SWITCH is v8$/m);
    const { stdout, stderr } = await run(line, { ...own, LD_PRELOAD: blind, BLIND: '4' }, ...describe);
    expect(stdout).toMatch(/, V8's protocol of threads: .* was found 0 times instead of once$/m);
    expect(stderr).toBe('');
    const found = await report(line, { ...own, LD_PRELOAD: blind, BLIND: '4' });
    expect(found).toEqual({ kind: 'switch', refusals: [], slept: true });
  });

  it('leaves blocks of handles to V8 where it does not use one of ours, and says why', async () => {
    const env = { GREENPATCH_ENGINE: 'switch', LD_PRELOAD: blind, BLIND: '5' };
    const describe = ['-r', 'greenpatch', '-p', "require('./dist/fiber/addon').loadBinding().describe()"];
    const { stdout, stderr } = await run(line, env, ...describe);
    const why = "a page more for each stack's handles: V8 makes handles elsewhere than in its block";
    expect(stdout.trim().split(', own switching, ')[1]).toBe(`lazy scavenges; ${why}`);
    expect(stderr).toBe('');
    const program = await run(line, env, '--expose-gc', 'test/programs/gc/handle-blocks.js');
    expect(program).toMatchObject({ stdout: 'ok\n', code: 0 });
  });

  const refused = { LD_PRELOAD: blind, BLIND: '2', GREENPATCH_ENGINE: 'switch' };
  const program = "const t = Date.now(); require('fs').statSync('.'); console.log('it ran')";

  it('runs the program unpatched, with one warning, when no engine works', async () => {
    const { stdout, stderr, code } = await run(line, refused, '-r', 'greenpatch', '-e', program);
    expect({ stdout, code }).toEqual({ stdout: 'it ran\n', code: 0 });
    expect(stderr.match(/ERR_GREENPATCH_ENGINE/g)).toHaveLength(1);
    expect(stderr).toContain('npx greenpatch doctor');
  });

  it('fails at once with GREENPATCH_REQUIRE=1', async () => {
    const env = { ...refused, GREENPATCH_REQUIRE: '1' };
    const { stdout, stderr, code } = await run(line, env, '-r', 'greenpatch', '-e', program);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain("code: 'ERR_GREENPATCH_ENGINE'");
  });

  it('runs unpatched and silently with GREENPATCH_ENGINE=off', async () => {
    const { stdout, stderr, code } = await run(line, { GREENPATCH_ENGINE: 'off' }, '-r', 'greenpatch', '-e', program);
    expect({ stdout, stderr, code }).toEqual({ stdout: 'it ran\n', stderr: '', code: 0 });
  });
});
