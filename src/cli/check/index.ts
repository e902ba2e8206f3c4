import { coloured, plain, render } from './report';
import { runObserved } from './run';
import { findTarget } from './target';
import { type CheckReport, notLoaded, reportOn } from './verdict';
import { type Command, type CommandOptions, UsageError, type Words } from '../command';

const HELP = `Usage: greenpatch check [options] <package or script> [-- arguments of the script]

Loads a package, or runs a script, in a child process with greenpatch, and says which blocking calls it made, from which
lines, and whether others could run meanwhile.

  --time <ms>        a program that has not ended by then is ended, and reported on (default 10000)
  --engine <name>    auto: what GREENPATCH_ENGINE says, or the first that works (default); switch, threads
  --fail-on <what>   what makes the exit code 1: each of these includes the ones before it
                       none      nothing
                       blocks    calls that let no other code run (default)
                       captured  functions that go past the patches
                       addons    native addons of which it is not known what their calls do
  --json             one JSON object instead of text
  -h, --help         this text

Preloads in NODE_OPTIONS are loaded before greenpatch, as they would be in the program.

Exit code: 0 if nothing was found, 1 if something was, 2 if the command line is wrong or the program cannot be loaded.`;

const ENGINES: Readonly<Record<string, string | undefined>> = { auto: undefined, switch: 'switch', threads: 'threads' };
const MOST_MS = 3_600_000;

/** Each includes the ones before it. */
const LEVELS = ['none', 'blocks', 'captured', 'addons'];
const KIND_LEVEL: Readonly<Record<string, number>> = { blocks: 1, captured: 2, addon: 3 };

export function exitCode({ findings }: Pick<CheckReport, 'findings'>, failOn: string): number {
  const level = LEVELS.indexOf(failOn);
  return findings.some(({ kind }) => (KIND_LEVEL[kind] ?? Infinity) <= level) ? 1 : 0;
}

function oneOf(option: string, text: string, values: readonly string[]): string {
  if (values.includes(text)) return text;
  throw new UsageError(`--${option} is ${JSON.stringify(text)}, which is none of ${values.join(', ')}.`);
}

function milliseconds(text: string): number {
  if (/^\d+$/.test(text) && Number(text) > 0 && Number(text) <= MOST_MS) return Number(text);
  throw new UsageError(`--time is ${JSON.stringify(text)}, and must be a number of milliseconds up to ${MOST_MS}.`);
}

async function run(options: CommandOptions, { own, behind }: Words): Promise<number> {
  const engine = ENGINES[oneOf('engine', options.engine as string, Object.keys(ENGINES))];
  const failOn = oneOf('fail-on', options['fail-on'] as string, LEVELS);
  const limitMs = milliseconds(options.time as string);
  if (own.length === 0) throw new UsageError('check needs the name of a package or a script.');
  if (own.length > 1)
    throw new UsageError(`check takes one package or script; arguments of a script go behind "--": ${own[1]}`);
  const target = findTarget(own[0]!);
  const report = reportOn(target, await runObserved(target, { engine, limitMs, args: behind }));
  const colours = process.stdout.isTTY && process.stdout.hasColors();
  console.log(options.json === true ? JSON.stringify(report, null, 2) : render(report, colours ? coloured : plain));
  const failure = notLoaded(report);
  if (failure === undefined) return exitCode(report, failOn);
  console.error(`greenpatch: ${failure}`);
  return 2;
}

export const check: Command = {
  summary: 'which blocking calls a package or script makes, and whether others run meanwhile',
  help: HELP,
  options: {
    time: { type: 'string', default: '10000' },
    engine: { type: 'string', default: 'auto' },
    'fail-on': { type: 'string', default: 'blocks' },
    json: { type: 'boolean' },
  },
  takesWords: true,
  run,
};
