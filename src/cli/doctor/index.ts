import { type Command, type CommandOptions, UsageError } from '../command';
import { render } from './report';
import { facts, settingsInEffect } from './facts';
import { type Examination, examine } from './examine';

const HELP = `Usage: greenpatch doctor [options]

Says which engine makes fibers here and why, and tries it out in a child process.

  --engine <name>   auto: what GREENPATCH_ENGINE says, or the first that works (default)
                    switch, threads: that one; all: both, one after the other
  --time-limit <s>  seconds that one engine's self-test may take (default 60; it takes less than one)
  --json            one JSON object instead of text
  -h, --help        this text

Exit code: 0 if an engine works and passes its self-test, 1 if not, 2 if the command line is wrong.`;

/** The values of GREENPATCH_ENGINE to examine; undefined leaves the environment as it is. */
const CHOICES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  auto: [undefined],
  switch: ['switch'],
  threads: ['threads'],
  all: ['switch', 'threads'],
};

const MOST_SECONDS = 3600;

/** An engine that refuses is no fault as long as another one works; one that works and fails its self-test always is. */
export function healthy(examinations: readonly Pick<Examination, 'verdict'>[]): boolean {
  return examinations.some(({ verdict }) => verdict === 'passed') && examinations.every((e) => e.verdict !== 'failed');
}

function timeLimitMs(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds * 1000;
  throw new UsageError(
    `--time-limit is ${JSON.stringify(text)}, and must be a number of seconds up to ${MOST_SECONDS}.`,
  );
}

async function run(options: CommandOptions): Promise<number> {
  const choice = options.engine as string;
  if (!Object.hasOwn(CHOICES, choice)) {
    throw new UsageError(`--engine is ${JSON.stringify(choice)}, which is none of ${Object.keys(CHOICES).join(', ')}.`);
  }
  const limit = timeLimitMs(options['time-limit'] as string);
  const engines: Examination[] = [];
  for (const engine of CHOICES[choice]!) engines.push(await examine(engine, limit));
  const ok = healthy(engines);
  const report = { ok, ...facts(), settings: settingsInEffect(), engines };
  console.log(options.json === true ? JSON.stringify(report, null, 2) : render(report));
  return ok ? 0 : 1;
}

export const doctor: Command = {
  summary: 'which engine makes fibers here, why, and whether it passes a self-test',
  help: HELP,
  options: {
    engine: { type: 'string', default: 'auto' },
    'time-limit': { type: 'string', default: '60' },
    json: { type: 'boolean' },
  },
  run,
};
