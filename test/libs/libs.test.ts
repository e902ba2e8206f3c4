// Libraries that need no server to be installed, unmodified; all of them are run by `npm run test:libs`, which writes the ledger.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';
import { sample } from '../support/sample';
import { libraries } from './harness/declarations.mjs';
import { install } from './harness/install.mjs';
import { runKilled } from './harness/killed.mjs';
import { page } from './harness/page.mjs';
import { runPace } from './harness/pace.mjs';
import { type Row, runLibrary } from './harness/run.mjs';

const lines = wantedLines();
/** The oldest and the newest. */
const isEnd = (line: number) => line === lines[0] || line === lines.at(-1);
const ends = sample('libraries, most of them', lines, isEnd, (line) => `Node ${line}`);
const all = libraries();
/** Shorter delays than those of the ledger. */
const UNIT_MS = 12;
/** The harness gives a library's own tests three minutes. */
const OWN_TESTS_MS = 400_000;
const named = (name: string) => all.find(({ library }) => library === name)!;

/** Runs a program preloaded, as the user would. */
async function run(line: number, engine: string, file: string, args: string[] = [], flags = ['-r', ROOT]) {
  const env = { ...process.env, GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1', NODE_OPTIONS: '' };
  const program = path.join(__dirname, file);
  return runChild(findLine(line)!.exec, [...flags, program, ...args], { cwd: ROOT, env, timeout: 60_000 });
}

describe.concurrent.each(lines)('Node %s', (line) => {
  describe.each(wantedEngines())('engine %s', (engine) => {
    it('fibers does what the real library does on Node 14, line by line', async () => {
      const { code, stdout, stderr } = await run(line, engine, 'fibers/behaviours.js');
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe(readFileSync(path.join(__dirname, 'fibers', 'behaviours.txt'), 'utf8'));
    });

    it.runIf(ends.includes(line)).each(['order.js', 'without-addon.js'])('deasync: %s', async (file) => {
      const folder = await install(named('deasync'), named('deasync').versions[0]!);
      const { code, stdout, stderr } = await run(line, engine, `deasync/${file}`, [folder]);
      expect([code, stdout, stderr]).toEqual([0, 'ok\n', '']);
    });
  });
});

describe.concurrent.each(ends)('Node %s', (line) => {
  const [engine] = wantedEngines();
  const fast = all.filter((one) => one.fast === true && (one.lines?.includes(line) ?? true));

  it('xmlhttprequest: a request that is interrupted leaves nothing', async () => {
    const found = [named('xmlhttprequest'), named('xmlhttprequest-ssl')];
    const folders = await Promise.all(found.map((one) => install(one, one.versions.at(-1)!)));
    const { code, stdout, stderr } = await run(line, engine!, 'xmlhttprequest/interrupted.js', folders);
    expect([code, stdout, stderr]).toEqual([0, 'ok\n', '']);
  });

  const each = fast.map((one) => [one.library, one] as const);
  it.each(each)('%s is unmodified and concurrent', { timeout: OWN_TESTS_MS }, async (_, library) => {
    const own = line === ends[0] ? library.own?.filter(({ timed }) => !timed) : [];
    for (const version of library.versions) {
      const row = await runLibrary({ ...library, unit: UNIT_MS, own }, version, line, engine!);
      expect(row.faults).toEqual([]);
      expect(row.verdict).toBe(library.case === undefined ? 'own tests only' : 'concurrent');
    }
  });
});

/** What test/libs/overlap/libraries.mjs calls them, and the library with the version that is used. */
const OVERLAPPING = [
  ['synckit', 'synckit', '0.12.3'],
  ['synckit', 'synckit', '0.8.8'],
  ['synckit as an ES module', 'synckit', '0.11.12'],
  ['make-synchronous', 'make-synchronous', '2.1.0'],
  ['make-synchronous required', 'make-synchronous', '2.1.0'],
  ['@prettier/sync', '@prettier/sync', '0.6.1'],
  ['await-sync', 'await-sync', '1.0.3'],
  ['sync-threads', 'sync-threads', '1.0.1'],
  ['sass-embedded', 'sass-embedded', '1.93.2'],
] as const;

describe.concurrent.each(ends)('Node %s, calls at the same time', (line) => {
  const engine = wantedEngines().at(line === ends[0] ? 0 : -1)!;

  it.each(OVERLAPPING)('%s gives everybody the own answer (%s %s)', async (name, library, version) => {
    const folder = await install(named(library), version);
    const { code, stdout, stderr } = await run(line, engine, 'overlap/main.mjs', [name, folder]);
    expect([stderr, stdout, code]).toEqual([expect.not.stringContaining('Error'), 'ok\n', 0]);
  });

  it('sass-embedded: functions of a compilation that was killed are not called', async () => {
    const folder = await install(named('sass-embedded'), '1.93.2');
    const { code, stdout, stderr } = await run(line, engine, 'overlap/sass-killed.mjs', [folder]);
    expect([stderr, stdout, code]).toEqual(['', 'ok\n', 0]);
  });

  const jsdom = all.find(({ folder }) => path.basename(folder) === 'jsdom-workers')!;
  it.runIf(jsdom.lines!.includes(line))('jsdom: no worker exits under a request', async () => {
    const folder = await install(jsdom, jsdom.versions[0]!);
    const { code, stdout, stderr } = await run(line, engine, 'jsdom-workers/idle.js', [folder]);
    expect([stderr, stdout, code]).toEqual(['', 'ok\n', 0]);
  });
});

describe('the harness', () => {
  const bypass = { ...named('deasync'), case: '../harness/bypass.js', own: [], count: 2, unit: 100 };

  it('tells a library that goes past the hub', async () => {
    const row = await runLibrary(bypass, bypass.versions[0]!, lines[0]!, wantedEngines()[0]!);
    expect(row).toMatchObject({ verdict: 'blocks', inFlight: 1, calls: 2 });
    expect(row.faults).toEqual(['it is "blocks" (1 of 2 in flight), declared as "concurrent"']);
  });

  it('takes a declared failure that does not fail for a fault', async () => {
    const library = { ...named('deasync'), own: [], unit: UNIT_MS, expect: 'blocks' as const, why: 'it is said to' };
    const row = await runLibrary(library, library.versions[0]!, lines[0]!, wantedEngines()[0]!);
    expect(row.faults).toEqual(['it is "concurrent" (10 of 10 in flight), declared as "blocks"']);
  });

  describe('with calls of its own', () => {
    const [line, engine] = [lines[0]!, wantedEngines()[0]!];
    const { exec } = findLine(line)!;
    const declared = (file: string) => ({ ...named('deasync'), own: [], case: `../harness/${file}` });
    let runs = 0;
    /** What plain Node does is kept by version. */
    const rowOf = () => ({ version: `0.0.${runs++}`, engine, faults: [] as string[] }) as unknown as Row;

    it('kills the server while all are in flight, and sees that they have their errors and go on', async () => {
      const row = rowOf();
      await runKilled({ ...declared('checked.js'), killed: 'reconnects' }, row, exec, ROOT);
      expect([row.killed, row.faults]).toEqual(['10 of 10 errors, reconnects', []]);
    });

    it('takes another error than in plain Node for a fault', async () => {
      const row = rowOf();
      await runKilled({ ...declared('wrong.js'), killed: 'reconnects' }, row, exec, ROOT);
      expect(row.killed).toBe('0 of 10 errors, reconnects');
      expect(row.faults).toHaveLength(10);
    });

    it('takes an error for a fault where there is said to be none', async () => {
      const library = { ...declared('checked.js'), killed: 'never answers, but reconnects' as const };
      await expect(runKilled(library, rowOf(), exec, ROOT)).rejects.toThrow('a call is settled that never was before');
    });

    it('tells calls in fibers that are slower than with Promise.all', async () => {
      const row = rowOf();
      await runPace(declared('wrong.js'), row, exec, ROOT, { least: 3, most: 3 });
      expect(row.pace!.ratio).toBeGreaterThan(1.1);
      expect(row.faults).toEqual([expect.stringMatching(/^20 calls take \d+\.\d+ ms in fibers, and /)]);
    });
  });

  it('says why a library is not run', async () => {
    const row = await runLibrary({ ...bypass, server: 'nothing' }, bypass.versions[0]!, lines[0]!, 'switch');
    expect(row).toMatchObject({
      verdict: 'not run',
      why: expect.stringMatching(/^no server is called nothing/) as string,
    });
  });
});

describe('the ledger', () => {
  it('is what the last run has written, and shows no fault', () => {
    const file = path.join(ROOT, 'COMPATIBILITY.json');
    expect(existsSync(file)).toBe(true);
    const rows = JSON.parse(readFileSync(file, 'utf8')) as Row[];
    expect(readFileSync(path.join(ROOT, 'COMPATIBILITY.md'), 'utf8')).toBe(page(rows));
    const libraries = new Set(rows.map(({ library }) => library));
    const named = [...page(rows).matchAll(/^\| (?!library |---)(\S+) \|/gm)].map(([, library]) => library);
    expect(named).toEqual([...libraries]); // one row each
    expect(rows.filter(({ faults }) => faults.length > 0)).toEqual([]);
    expect(libraries).toEqual(new Set(all.map(({ library }) => library)));
  });
});
