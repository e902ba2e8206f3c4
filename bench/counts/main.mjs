// Counts what operations cost in instructions and compares with limits.json. See docs/benchmarks.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { libc, ROOT } from '../../scripts/addon-file.mjs';
import { count, excesses, OPERATIONS } from '../lib/counts.mjs';
import { profile } from '../lib/profile.mjs';
import { findValgrind } from '../lib/valgrind.mjs';

const usage = `usage: npm run bench:counts [-- options]

  --update         moves the limits on to what is counted now
  --profile NAME   prints where the instructions of one operation go, by function
  --only A,B       these only, of ${Object.keys(OPERATIONS).join(', ')}
  --node PATH      the Node to count in (default: the one that runs this)
  --limits FILE    other limits (default: bench/counts/limits.json)
  --help

Ends with status 1 where an operation takes more than its limit, and 0 with "skipped: why" where nothing can be compared.`;

const FILE = path.join(ROOT, 'bench', 'counts', 'limits.json');
const PROFILE_LINES = 60;

function options() {
  const { values } = parseArgs({
    options: {
      update: { type: 'boolean', default: false },
      profile: { type: 'string' },
      only: { type: 'string', default: Object.keys(OPERATIONS).join() },
      node: { type: 'string', default: process.execPath },
      limits: { type: 'string', default: FILE },
      help: { type: 'boolean', default: false },
    },
  });
  const names = values.profile === undefined ? values.only.split(',') : [values.profile];
  const unknown = names.filter((name) => !(name in OPERATIONS) || (values.profile !== undefined && name === 'preload'));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is no operation that this can do. See --help`);
  return { ...values, names };
}

/** Counts depend on the compiler's code, the C library's and V8's: limits are of one processor, library and release of Node. */
const platform = () => [process.platform, process.arch, libc()].filter(Boolean).join('-');

/** @param {string} file */
const read = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { margin: 0.1, platform: platform(), lines: {} };

/** Why there is nothing to compare with. */
function incomparable(limits, line, version) {
  if (limits.platform !== platform()) return `the limits are of ${limits.platform}, and this is ${platform()}`;
  const known = limits.lines[line];
  if (known === undefined)
    return `there are no limits for Node ${line}. Run "npm run bench:counts -- --update" with it`;
  if (known.version !== version) return `the limits are of Node ${known.version}, and this is ${version}`;
  return undefined;
}

function update(file, limits, line, version, counted) {
  const instructions = { ...limits.lines[line]?.instructions, ...counted };
  const lines = { ...limits.lines, [line]: { version, instructions } };
  writeFileSync(file, `${JSON.stringify({ ...limits, platform: platform(), lines }, null, 2)}\n`);
  console.log(`${path.relative(ROOT, file)} has the counts of Node ${version}`);
}

function print(counted, known) {
  for (const [name, now] of Object.entries(counted)) {
    const then = known?.instructions[name];
    const change = then === undefined ? '' : `${((now / then - 1) * 100).toFixed(1)}%`;
    console.log(
      `${name.padEnd(10)} ${String(now).padStart(11)} ${String(then ?? '').padStart(11)} ${change.padStart(8)}`,
    );
  }
}

async function main() {
  const chosen = options();
  if (chosen.help) return console.log(usage);
  const node = path.resolve(chosen.node);
  const version = execFileSync(node, ['-p', 'process.version'], { encoding: 'utf8' }).trim();
  const line = /\d+/.exec(version)[0];
  const limits = read(chosen.limits);
  const compares = !chosen.update && chosen.profile === undefined;
  const why = compares ? incomparable(limits, line, version) : undefined;
  if (why !== undefined) return console.log(`skipped: ${why}`);
  const found = findValgrind();
  if (found.missing !== undefined) return console.log(`skipped: ${found.missing}`);
  const tools = { ...found, node, version };
  if (chosen.profile !== undefined) {
    const functions = (await profile(chosen.profile, tools)).slice(0, PROFILE_LINES);
    return functions.forEach((one) => console.log(`${one.instructions.toFixed(1).padStart(9)}  ${one.name}`));
  }
  const counted = await count(chosen.names, tools);
  print(counted, limits.lines[line]);
  if (chosen.update) return update(chosen.limits, limits, line, version, counted);
  const faults = excesses(counted, limits.lines[line], limits.margin);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

await main().catch((error) => {
  console.error(`bench:counts: ${error.message}`);
  process.exitCode = 2;
});
