// SQLite in worker threads, as far as nothing has to be compiled for it: version 13 of better-sqlite3 brings its addon along.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';
import { sample } from '../support/sample';
import { libraries } from './harness/declarations.mjs';
import { install } from './harness/install.mjs';

const LIMIT_MS = 240_000;
const lines = wantedLines().filter((line) => line >= 22);
/** The oldest that has SQLite with one engine, and the newest with the other. */
const isEnd = (line: number) => line === lines[0] || line === lines.at(-1);
const ends = sample('SQLite', lines, isEnd, (line) => `Node ${line}`);
const runs = ends.map((line, at) => [line, wantedEngines().at(-at % wantedEngines().length)!] as const);

/** Preloaded with adapters; `none` is without greenpatch. */
async function run(line: number, engine: string, file: string, args: string[], compat: string) {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    GREENPATCH_ENGINE: engine,
    GREENPATCH_REQUIRE: '1',
    GREENPATCH_COMPAT: compat,
  };
  const program = path.join(__dirname, file);
  const flags = ['--disable-warning=ExperimentalWarning', ...(compat === 'none' ? [] : ['-r', ROOT])];
  return runChild(findLine(line)!.exec, [...flags, program, ...args], { cwd: ROOT, env, timeout: LIMIT_MS });
}

const better = libraries().find(({ library, versions }) => library === 'better-sqlite3' && versions[0] === '13.2.0')!;

describe.runIf(runs.length > 0).concurrent.each(runs)('Node %s, engine %s', (line, engine) => {
  it('better-sqlite3 gives the same answers from a worker thread, in a fiber and on the hub', async () => {
    const folder = await install(better, better.versions[0]!);
    const outcome = await run(line, engine, 'better-sqlite3/same.js', [folder], 'none');
    expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: '483 calls are the same\n' });
  });

  it('better-sqlite3 keeps the transactions of fibers apart', async () => {
    const folder = await install(better, better.versions[0]!);
    const outcome = await run(line, engine, 'better-sqlite3/transactions.js', [folder], 'better-sqlite3:offload');
    expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: '14 checks passed\n' });
  });

  it('node:sqlite does both', async () => {
    const same = await run(line, engine, 'node-sqlite/same.js', [], 'none');
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(same.stdout).toMatch(/^3\d\d calls are the same\n$/);
    const outcome = await run(line, engine, 'node-sqlite/transactions.js', [], 'node:sqlite:offload');
    expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: '7 checks passed\n' });
  });
});
