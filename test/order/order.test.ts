import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild, type Outcome } from '../support/child';
import { programsIn, ROOT, wantedEngines, type Run } from '../support/matrix';
import { sample } from '../support/sample';

// Invariant 3, for code that never parks: everything runs in exactly Node's order.

const PROGRAMS = path.join(__dirname, 'programs');
const FUZZ = path.join(__dirname, 'fuzz.mjs');
/** Preloaded in place of greenpatch, it changes the order. */
const DISORDER = path.join(__dirname, 'disorder.js');
/** Random programs on each Node line. More by hand: `node test/order/fuzz.mjs --seeds 2000`. */
const SEEDS = 50;
const ATTEMPTS = 3;
const FUZZ_MS = 120_000;
const programs = programsIn(PROGRAMS);

/** Without what differs between any two runs, and frames, which name files of greenpatch. */
function comparable({ code, signal, timedOut, stdout, stderr }: Outcome) {
  const text = stderr.replace(/\(node:\d+\)/g, '(node)').replace(/^ +at .*\n/gm, '');
  return { code, signal, timedOut, trace: stdout.split('\n'), stderr: text };
}

async function traceOf(run: Run, preload?: string, env: NodeJS.ProcessEnv = {}) {
  const { exec } = findLine(run.line)!;
  const { PATH, HOME } = process.env;
  const args = [...run.header.flags, ...(preload ? ['-r', preload] : []), run.file];
  const options = { cwd: PROGRAMS, env: { PATH, HOME, ...env }, timeout: run.header.timeout };
  return comparable(await runChild(exec, args, options));
}

const onEngine = (run: Run) => traceOf(run, ROOT, { GREENPATCH_ENGINE: run.engine, GREENPATCH_REQUIRE: '1' });

/** On a machine with much else to do, a timer may be late in plain Node as well: so there are several attempts. */
async function sameOrder(run: Run) {
  for (let attempt = 1; ; attempt++) {
    const plain = await traceOf(run);
    expect(plain).toMatchObject({ code: run.header.exit, signal: null });
    expect(plain.trace.length).toBeGreaterThan(3);
    const patched = await onEngine(run);
    if (isDeepStrictEqual(patched, plain)) return;
    if (attempt === ATTEMPTS) return expect(patched).toEqual(plain);
  }
}

const all = wantedLines().flatMap((line) => wantedEngines().map((engine) => `Node ${line}, ${engine}`));
// Both engines on the first line; what differs between lines does not differ between engines.
const isChosen = (place: string) =>
  place.endsWith(wantedEngines()[0]!) || place.startsWith(`Node ${wantedLines()[0]},`);
const places = sample('order', all, isChosen, String);

for (const program of programs) {
  const runs = program.runs.filter(({ title }) => places.includes(title));
  describe.concurrent(`${program.name}: ${program.title}`, () => {
    if (program.problem) it('can be run', () => expect.fail(program.problem!.message));
    for (const run of runs) it(run.title, () => sameOrder(run));
  });
}

it('notices another order', async () => {
  const changed = ['ticks-and-jobs.js', 'phases.js', 'streams-events.js'];
  const runs = programs.filter(({ name }) => changed.includes(name)).map(({ runs }) => runs[0]!);
  for (const run of runs) expect((await traceOf(run, DISORDER)).trace).not.toEqual((await traceOf(run)).trace);
});

function fuzz(...args: string[]) {
  const { PATH, HOME, GREENPATCH_TEST_LINES } = process.env;
  const env = { PATH, HOME, GREENPATCH_TEST_LINES };
  return runChild(process.execPath, [FUZZ, ...args], { cwd: ROOT, env, timeout: FUZZ_MS });
}

describe('random programs', () => {
  it('have the same traces as in plain Node', { timeout: FUZZ_MS }, async () => {
    const seed = Date.now() % 1_000_000;
    const { code, stdout, stderr } = await fuzz('--seeds', `${SEEDS}`, '--seed', `${seed}`);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  });

  it(
    'have other traces where ticks come late, and the smallest such program is shown',
    { timeout: FUZZ_MS },
    async () => {
      const line = String(wantedLines()[0]);
      const { code, stdout } = await fuzz('--seeds', '10', '--lines', line, '--preload', DISORDER);
      expect(code, stdout).toBe(1);
      expect(stdout).toMatch(/seed \d+: the traces differ\n[^]*--- program\n0 [^]*\n! /);
    },
  );
});
