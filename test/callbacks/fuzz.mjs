// Random programs of the table: the callback of one entry uses another one, whose callback uses a third, and at the bottom it parks.
//
//   node test/callbacks/fuzz.mjs [--seeds 200] [--seed 1] [--minutes 30] [--lines 20,22,24,26] [--engine switch,threads]
//     [--mode plain,permission,jitless,stress-compaction,gc-interval,workers] [--flags "..."]
//
// A seed is one program, the same on each line that has its entries. With `--minutes` it goes on until they are over, whatever `--seeds` says; lines,
// engines and modes take turns. A difference is shown with the smallest program that still has it.
import { parseArgs } from 'node:util';
import { wantedLines } from '../../scripts/node-lines.mjs';
import { differences, flagsOf, MODES, namesOf, outline } from './compare.mjs';

const BATCH = 40;
const DEEPEST = 4;
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    lines: { type: 'string' },
    engine: { type: 'string', default: 'switch' },
    mode: { type: 'string', default: 'plain' },
    flags: { type: 'string', default: '' },
  },
});
const number = (name) => {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is a whole number above 0`);
};
const modes = options.mode.split(',');
const unknown = modes.find((mode) => !Object.hasOwn(MODES, mode) && mode !== 'workers');
if (unknown !== undefined)
  throw new Error(`--mode is one of ${[...Object.keys(MODES), 'workers'].join(', ')}, not ${unknown}`);
const lines = options.lines?.split(',').map(Number) ?? wantedLines();
const jitless = modes.includes('jitless') ? MODES.jitless : [];
const names = new Map(lines.map((line) => [line, namesOf(line, jitless)]));
const common = names.get(lines[0]).filter((name) => lines.every((line) => names.get(line).includes(name)));

/** The same numbers from the same seed: mulberry32. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function generate(seed) {
  const pick = random(seed * 2654435761);
  const chain = Array.from({ length: 2 + pick(DEEPEST - 1) }, () => common[pick(common.length)]);
  return { chain, same: false };
}

/** Without one of its entries. */
const smaller = ({ chain, same }) => chain.map((_, i) => ({ chain: chain.toSpliced(i, 1), same })).filter((p) => p.chain.length > 0); // prettier-ignore

async function shrink(program, where) {
  for (const candidate of smaller(program)) {
    if ((await differences([candidate], where)).length > 0) return shrink(candidate, where);
  }
  return program;
}

const whole = lines.flatMap((line) =>
  options.engine.split(',').flatMap((engine) => modes.map((mode) => ({ line, engine, mode }))),
);
const wheres = whole.map(({ line, engine, mode }) => {
  const flags = [...(MODES[mode] ?? []), ...flagsOf(options.flags)];
  // Node 20 has it under its first name.
  if (line === 20) flags.forEach((flag, i) => flag === '--permission' && (flags[i] = '--experimental-permission'));
  return { line, engine, mode, flags, workers: mode === 'workers' }; // prettier-ignore
});
const end = options.minutes === undefined ? Infinity : Date.now() + number('minutes') * 60_000;
const last = options.minutes === undefined ? number('seed') + number('seeds') : Infinity;
const totals = { programs: 0, different: 0 };

for (let seed = number('seed'); seed < last && Date.now() < end; seed += BATCH) {
  const programs = Array.from({ length: Math.min(BATCH, last - seed) }, (_, i) => generate(seed + i));
  for (const where of wheres) {
    if (Date.now() >= end) break;
    for (const { program, plain, patched } of await differences(programs, where)) {
      totals.different++;
      const alone = (await differences([program], where)).length > 0;
      const least = alone ? await shrink(program, where) : program;
      console.log(
        `Node ${where.line}, ${where.engine}, ${where.mode}, seed ${seed + programs.indexOf(program)}: ${outline(program)}`,
      );
      console.log(
        alone
          ? `  smallest: ${outline(least)}`
          : `  only together with others: --seed ${seed} --seeds ${programs.length}`,
      );
      console.log(`  plain: ${JSON.stringify(plain)}\n  greenpatch: ${patched}`);
    }
    totals.programs += programs.length;
  }
}
console.log(`${totals.programs} programs, ${totals.different} differences`);
if (totals.different > 0) process.exitCode = 1;
