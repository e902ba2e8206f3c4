// Random programs, plain and preloaded: code that never parks runs in Node's order, so the traces must be the same.
//
//   node test/order/fuzz.mjs [--seeds 500] [--seed 1] [--lines 20,22,24,26] [--engine switch] [--reports 1] [--preload <module>]
//
// `--seed` is the first one. A program counts as different when none of its preloaded runs has had a trace that plain Node has
// had; one that has several in plain Node, or says itself each time that it was too slow (see actions.js), is discarded. The first
// `--reports` differences are shown with the smallest program that has them.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import generator from './generate.js';

const { generate, smaller, outline } = generator;
const HERE = path.dirname(fileURLToPath(import.meta.url));
const BATCH = 25;
const AT_ONCE = 2;
const ATTEMPTS = 6;
const LONGEST_MS = 60_000;
/** The share of programs that may be discarded before there is something wrong. */
const MOST_DISCARDED = 0.05;

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    lines: { type: 'string' },
    engine: { type: 'string', default: 'switch' },
    reports: { type: 'string', default: '1' },
    preload: { type: 'string', default: path.resolve(HERE, '..', '..') },
  },
});
const [seeds, first, reports] = [options.seeds, options.seed, options.reports].map(Number);
if (![seeds, first, reports].every(Number.isInteger))
  throw new Error('--seeds, --seed and --reports are whole numbers');
const lines = options.lines?.split(',').map(Number) ?? wantedLines();

/** Runs programs in one process. If that fails only preloaded, it becomes the trace of each of them. */
function run(exec, programs, preloaded) {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_NO_WARNINGS: '1', UV_THREADPOOL_SIZE: '1' };
  if (preloaded) Object.assign(env, { GREENPATCH_ENGINE: options.engine, GREENPATCH_REQUIRE: '1' });
  const flags = preloaded ? ['-r', options.preload] : [];
  const args = [...flags, path.join(HERE, 'batch.js'), JSON.stringify(programs)];
  return new Promise((resolve, reject) => {
    execFile(
      exec,
      args,
      { env, timeout: LONGEST_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        if (!error && stderr === '' && stdout !== '') return resolve(JSON.parse(stdout));
        if (!preloaded) return reject(new Error(`batch.js failed in plain Node: ${error?.message}\n${stderr}`));
        const trace = [`the process failed: ${error?.signal ?? error?.code}`, ...stderr.split('\n')];
        resolve(programs.map(() => ({ trace, comparable: true })));
      },
    );
  });
}

/** Of each program, the traces that it has had so far. */
const nothing = () => ({ plain: new Set(), patched: new Set() });

/** Three runs of each program, two of them plain. */
async function collect(exec, programs, seen) {
  for (const which of ['plain', 'patched', 'plain']) {
    const results = await run(exec, programs, which === 'patched');
    results.forEach(({ trace, comparable }, i) => comparable && seen[i][which].add(trace.join('\n')));
  }
}

/**
 * 'same' when plain Node has had the trace that the program has preloaded, 'different' when it has always had another one, and
 * 'unclear' when it has had several, or none that can be compared.
 */
function verdict({ plain, patched }) {
  if ([...patched].some((trace) => plain.has(trace))) return 'same';
  return plain.size === 1 && patched.size > 0 ? 'different' : 'unclear';
}

/** Repeats the whole batch, since what differs may need what was run before, until all have been seen the same. */
async function judge(exec, programs) {
  const seen = programs.map(nothing);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await collect(exec, programs, seen);
    if (seen.every((traces) => verdict(traces) === 'same')) break;
  }
  return seen;
}

async function shrink(exec, program, differs) {
  for (let found = true; found;) {
    found = false;
    for (const candidate of smaller(program)) {
      if (!(await differs(candidate))) continue;
      program = candidate;
      found = true;
      break;
    }
  }
  return program;
}

/** Alone in its process, and each time, so that an accident does not lead astray. */
async function differsAlone(exec, program) {
  const [traces] = await judge(exec, [program]);
  return verdict(traces) === 'different';
}

async function report(exec, line, seed, program, traces) {
  console.log(`Node ${line}, ${options.engine}, seed ${seed}: the traces differ`);
  if (await differsAlone(exec, program)) {
    program = await shrink(exec, program, (candidate) => differsAlone(exec, candidate));
    [traces] = await judge(exec, [program]);
  } else {
    console.log(`only together with the other programs of its batch: --seed ${first} --seeds ${seeds} --lines ${line}`);
  }
  console.log(`--- program\n${outline(program)}\n--- plain and preloaded`);
  const [plain, patched] = [traces.plain, traces.patched].map(([trace]) => trace.split('\n'));
  const width = Math.max(...plain.map((text) => text.length)) + 3;
  for (let i = 0; i < Math.max(plain.length, patched.length); i++) {
    const [a = '', b = ''] = [plain[i], patched[i]];
    console.log(`${a === b ? ' ' : '!'} ${a.padEnd(width)}${b}`);
  }
}

const totals = { compared: 0, discarded: 0, different: 0 };

async function work(jobs) {
  for (let job; (job = jobs.shift());) {
    const { exec } = job;
    const programs = job.seeds.map(generate);
    for (const [i, traces] of (await judge(exec, programs)).entries()) {
      totals.compared++;
      if (verdict(traces) === 'unclear') totals.discarded++;
      if (verdict(traces) !== 'different') continue;
      totals.different++;
      if (totals.different <= reports) await report(exec, job.line, job.seeds[i], programs[i], traces);
      else console.log(`Node ${job.line}, ${options.engine}, seed ${job.seeds[i]}: the traces differ as well`);
    }
  }
}

const jobs = lines.flatMap((line) => {
  const node = findLine(line);
  if (!node) throw new Error(`Node ${line} is not here. Run "npm run prebuilds" first`);
  const batches = Math.ceil(seeds / BATCH);
  return Array.from({ length: batches }, (_, batch) => {
    const from = first + batch * BATCH;
    const length = Math.min(BATCH, first + seeds - from);
    return { line, exec: node.exec, seeds: Array.from({ length }, (_, i) => from + i) };
  });
});
await Promise.all(Array.from({ length: AT_ONCE }, () => work(jobs)));

console.log(`${totals.compared} compared, ${totals.discarded} discarded, ${totals.different} different`);
if (totals.discarded > Math.max(2, totals.compared * MOST_DISCARDED)) {
  console.log('too many had to be discarded: their traces differ from run to run in plain Node');
  process.exitCode = 1;
}
if (totals.different > 0) process.exitCode = 1;
