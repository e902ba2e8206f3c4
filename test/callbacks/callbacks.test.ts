import path from 'node:path';
import { expect, it } from 'vitest';
import { wantedLines } from '../../scripts/node-lines.mjs';
import { wantedEngines } from '../support/matrix';
import { runChild } from '../support/child';
import { RUN_ALL } from '../support/sample';
import { differences, namesOf, ROOT } from './compare.mjs';

// Invariant 3, for builtins that call code of the program which parks. This is a sample that takes a minute: each entry of the table runs
// on one Node line and one engine. All of it, and as much of the fuzzer as one has time for, runs by hand: see CONTRIBUTING.md.

const FUZZ = path.join(__dirname, 'fuzz.mjs');
const SEEDS = 20;
const LEAST = 200;
const SAMPLE_MS = RUN_ALL ? 2_400_000 : 240_000;
/** Preloaded in place of greenpatch, it changes an answer. */
const ANOTHER = path.join(__dirname, 'another-answer.js');

const places = wantedLines().flatMap((line) => wantedEngines().map((engine) => ({ line, engine })));

if (!RUN_ALL) console.log(`callbacks: each entry in one of ${places.length} places (GREENPATCH_TEST_ALL=1: in all)`);

for (const [i, where] of places.entries()) {
  it(
    `a sample of the table: Node ${where.line}, ${where.engine}`,
    async () => {
      const names = namesOf(where.line);
      expect(names.length).toBeGreaterThan(LEAST);
      const chosen = names.filter((_, n) => RUN_ALL || n % places.length === i);
      const programs = chosen.flatMap((name) => [
        { chain: [name], same: false },
        { chain: [name], same: true },
      ]);
      expect(await differences(programs, where)).toEqual([]);
    },
    SAMPLE_MS,
  );
}

it(
  'a sample of the fuzzer, one seed after the other on each Node line',
  async () => {
    const args = [FUZZ, '--seeds', String(SEEDS), '--lines', wantedLines().join(), '--engine', wantedEngines()[0]!];
    const outcome = await runChild(process.execPath, args, { cwd: ROOT, env: process.env, timeout: SAMPLE_MS });
    expect(outcome).toMatchObject({ code: 0, signal: null, timedOut: false });
    expect(outcome.stdout).toContain(`${SEEDS * wantedLines().length} programs, 0 differences`);
  },
  SAMPLE_MS,
);

it(
  'notices another answer, and a process that ends',
  async () => {
    const where = { line: wantedLines()[0]!, engine: wantedEngines()[0]!, preload: ANOTHER };
    const programs = ['Array.prototype.map', 'Array.prototype.filter', 'Array.prototype.find'].map((name) => ({ chain: [name], same: false })); // prettier-ignore
    const found = await differences(programs, where);
    expect(found.map(({ program }) => program.chain[0])).toEqual(['Array.prototype.map', 'Array.prototype.filter']);
    expect(found[1]!.patched).toMatch(/ended with SIG/);
  },
  SAMPLE_MS,
);
