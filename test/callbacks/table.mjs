// Every entry of the table, used by 16 fibers at a time, once with one object for all and once with one each, against plain Node.
//
//   node test/callbacks/table.mjs [--lines 20,22,24,26] [--engine switch] [--only join] [--flags "--jitless"] [--workers]
//
// Run `npm run prebuilds` and `npm run build` before.
import { parseArgs } from 'node:util';
import { wantedLines } from '../../scripts/node-lines.mjs';
import { differences, flagsOf, namesOf, outline } from './compare.mjs';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string' },
    engine: { type: 'string', default: 'switch' },
    only: { type: 'string', default: '' },
    flags: { type: 'string', default: '' },
    workers: { type: 'boolean', default: false },
  },
});
for (const line of options.lines?.split(',').map(Number) ?? wantedLines()) {
  const names = namesOf(line).filter((name) => name.includes(options.only));
  const programs = names.flatMap((name) => [{ chain: [name], same: false }, { chain: [name], same: true }]); // prettier-ignore
  const where = { line, engine: options.engine, flags: flagsOf(options.flags), workers: options.workers };
  const found = await differences(programs, where);
  for (const { program, plain, patched } of found)
    console.log(`${outline(program)}\n  plain: ${JSON.stringify(plain)}\n  greenpatch: ${patched}`);
  console.log(`Node ${line}, ${options.engine}: ${names.length} entries, ${found.length} differences`);
  if (found.length > 0) process.exitCode = 1;
}
