import { parseArgs } from 'node:util';

export const usage = `usage: node bench/run.mjs [options]

  --only REGEX   run only what matches WORKLOAD/CASE/PEER (a case without a name is empty: switch//gevent)
  --reps N       repetitions of every program, instead of each workload's own number
  --quick        small sizes and few repetitions: shows that everything runs, not how fast
  --full         the cases that a default run leaves out too
  --node PATH    the Node under test (default: the one that runs this)
  --against DIR  compare this checkout's switches with those of another one that is built: CPU time, turn by turn
  --offline      download nothing: a yardstick that is not in .cache/ is skipped
  --out FILE     write the JSON lines there, instead of before the table on standard output
  --list         print the commands and run nothing
  --help`;

const declared = {
  only: { type: 'string', default: '' },
  reps: { type: 'string' },
  quick: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  node: { type: 'string', default: process.execPath },
  against: { type: 'string' },
  offline: { type: 'boolean', default: false },
  out: { type: 'string' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** The command line, checked. Throws an Error that says what is wrong with it. */
export function options(args) {
  const { values } = parseArgs({ args, options: declared, strict: true });
  const reps = values.reps === undefined ? undefined : Number(values.reps);
  if (reps !== undefined && !(Number.isInteger(reps) && reps > 0))
    throw new Error('--reps takes a whole number over 0');
  return { ...values, reps, only: new RegExp(values.only) };
}
