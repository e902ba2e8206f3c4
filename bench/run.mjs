// Benchmarks, each beside its yardstick in the same run. See docs/benchmarks.md.
import fs from 'node:fs';
import { compareWith } from './lib/against.mjs';
import { runProgram, runTimed } from './lib/child.mjs';
import { hostLine, watch } from './lib/host.mjs';
import { findKit } from './lib/kit.mjs';
import { runServer } from './lib/load.mjs';
import { options, usage } from './lib/options.mjs';
import { commandOf, shown } from './lib/peers.mjs';
import { targetTable, workloadTable } from './lib/table.mjs';
import { verdictLines } from './lib/targets.mjs';
import { plan, workloads } from './lib/workloads.mjs';

async function execute(step, command, kit) {
  const { kind } = step.workload;
  if (kind === 'timed') return runTimed(command);
  return step.load === undefined ? runProgram(command) : runServer(kind, command, kit, step.load);
}

/** One run of one program as its record: `error` says why there are no figures. */
async function record(step, command, kit, rep) {
  const about = { rep, workload: step.workload.name, case: step.case, peer: step.peer };
  const finish = watch();
  try {
    const { params, metrics } = await execute(step, command, kit);
    return { ...about, params: params ?? {}, metrics, error: null, ...finish() };
  } catch (error) {
    return { ...about, params: {}, metrics: {}, error: error.message, ...finish() };
  }
}

/** The steps of a plan by case, each case's repetitions going round its peers in turn: A B A B. */
function* interleaved(steps) {
  const cases = new Map();
  for (const step of steps) {
    const key = `${step.workload.name}/${step.case}`;
    cases.set(key, [...(cases.get(key) ?? []), step]);
  }
  for (const peers of cases.values())
    for (let rep = 0; rep < peers[0].reps; rep++) for (const step of peers) yield { step, rep };
}

function brief({ workload, case: name, peer, rep, metrics, error }) {
  const figures = Object.entries(metrics).map(([key, value]) => `${key}=${value}`);
  return `${rep} ${workload}/${name}/${peer} ${error ?? figures.join(' ')}`;
}

/** Runs every step; hands each record on as soon as it is there. A step that can't run gives one record that says why. */
async function runAll(steps, kit, add) {
  for (const { step, rep } of interleaved(steps)) {
    const command = commandOf(step, kit);
    if (command.missing === undefined) add(await record(step, command, kit, rep), step);
    else if (rep === 0) {
      const skipped = `not run: ${command.missing}`;
      add({
        rep,
        workload: step.workload.name,
        case: step.case,
        peer: step.peer,
        params: {},
        metrics: {},
        error: skipped,
        skipped: true,
      });
    }
  }
}

const versions = (kit) =>
  Object.fromEntries(
    Object.entries(kit).map(([name, { version, missing }]) => [name, version ?? `missing: ${missing}`]),
  );

async function main() {
  const chosen = options(process.argv.slice(2));
  if (chosen.help) return console.log(usage);
  const steps = chosen.against === undefined ? plan(chosen) : [];
  const kit = await findKit(chosen, steps);
  if (chosen.list) return steps.forEach((step) => list(step, kit));
  const out = chosen.out === undefined ? 1 : fs.openSync(chosen.out, 'a');
  const run = new Date().toISOString();
  const print = (line) => fs.writeSync(out, `${JSON.stringify(line)}\n`);
  const records = [];
  print(hostLine(run, versions(kit)));
  if (chosen.against !== undefined) return console.log(await compareWith(chosen, (line) => print({ run, ...line })));
  const add = (result, step) => {
    records.push(result);
    print({ run, ...result });
    if (out !== 1) process.stderr.write(`${brief(result)}\n`);
    if (result.error && !result.skipped && !step.mayFail) process.exitCode = 1;
  };
  await runAll(steps, kit, add).finally(() => kit.postgres.stop?.());
  for (const line of verdictLines(records)) print({ run, ...line });
  console.log(
    ['', targetTable(records), ...workloads.map((w) => workloadTable(w, records))].filter(Boolean).join('\n'),
  );
}

function list(step, kit) {
  const command = commandOf(step, kit);
  console.log(
    `${step.workload.name}/${step.case}/${step.peer}: ${command.missing ? `not run: ${command.missing}` : shown(command)}`,
  );
}

await main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
});
