import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild, type Outcome } from './child';
import { ENGINES, readHeader, type Engine, type Header } from './program';

export const ROOT = path.resolve(__dirname, '..', '..');

/** One run of one program: on one Node line and one engine. */
export interface Run {
  file: string;
  name: string;
  title: string;
  line: number;
  engine: Engine;
  /** What this run sets beside what the header does. */
  env: Record<string, string>;
  header: Header;
}

/** A program with all its runs here, or the reason why it cannot be run at all. */
export interface Program {
  name: string;
  title: string;
  runs: Run[];
  problem?: Error;
}

/**
 * Engines to test here: both where stacks can be switched, else the portable one. GREENPATCH_TEST_ENGINES=switch or =threads
 * restricts them.
 */
export function wantedEngines(): Engine[] {
  const chosen = process.env.GREENPATCH_TEST_ENGINES?.split(/[\s,]+/).filter(Boolean);
  const unknown = chosen?.filter((name) => !ENGINES.some((engine) => engine === name));
  if (unknown?.length)
    throw new Error(`GREENPATCH_TEST_ENGINES names ${unknown.join(', ')}, which is none of ${ENGINES.join(', ')}`);
  const switchable = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  const possible = switchable ? ENGINES : (['threads'] as const);
  return possible.filter((engine) => !chosen?.length || chosen.includes(engine));
}

/**
 * Every program in a folder and in its subjects, the folders in it; what is deeper is what programs of a subject share.
 * GREENPATCH_TEST_ONLY=text,text keeps those whose name contains one of the texts: `hub/await.js`, or with a dash, `hub-await.js`.
 * @param folder absolute path
 */
export function programsIn(folder: string): Program[] {
  const only = (process.env.GREENPATCH_TEST_ONLY ?? '').split(',');
  const entries = readdirSync(folder, { withFileTypes: true });
  const inSubject = (subject: string) => readdirSync(path.join(folder, subject)).map((name) => `${subject}/${name}`);
  const names = entries.flatMap((entry) => (entry.isDirectory() ? inSubject(entry.name) : [entry.name]));
  return names
    .filter((name) => /\.(js|mjs|cjs)$/.test(name))
    .filter((name) => only.some((text) => name.includes(text) || name.replace('/', '-').includes(text)))
    .sort()
    .map((name) => readProgram(folder, name));
}

function readProgram(folder: string, name: string): Program {
  const file = path.join(folder, name);
  try {
    const header = readHeader(file, name);
    return { name, title: header.it, runs: runsOf(file, name, header) };
  } catch (problem) {
    return { name, title: 'has a header that can be read', runs: [], problem: problem as Error };
  }
}

function runsOf(file: string, name: string, header: Header): Run[] {
  const lines = wantedLines().filter((line) => header.lines?.includes(line) ?? true);
  const engines = wantedEngines().filter((engine) => header.engines.includes(engine));
  const common = { file, name, header };
  const runs: Run[] = lines.flatMap((line) =>
    engines.map((engine) => ({ ...common, title: `Node ${line}, ${engine}`, line, engine, env: {} })),
  );
  const line = engines.includes('switch') ? lineByProtocol(name, header, lines) : undefined;
  if (line !== undefined)
    runs.push({ ...common, title: `Node ${line}, switch by V8's protocol`, line, engine: 'switch', env: BY_PROTOCOL });
  return runs;
}

const BY_PROTOCOL = { GREENPATCH_SWITCH: 'v8' };
/** What is about engines runs by V8's protocol as well, each program on one line, for the lines differ little in that; they take turns. */
const ABOUT_ENGINES =
  /^(engine\/|gc\/(full-and-minor|stress|minor-ms)|stacks\/(native|overflow-again)|flags\/(debugger|profiler-cpu)|guests\/wasm\.)/;

function lineByProtocol(name: string, { env }: Header, lines: number[]): number | undefined {
  if (!ABOUT_ENGINES.test(name) || 'GREENPATCH_SWITCH' in env) return undefined;
  return lines[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % lines.length];
}

/** A program, or a child of it whose end it tells, was ended by a signal. */
export class Crash extends Error {}

const SIGNALS = /\bSIG(SEGV|ABRT|TRAP|BUS|ILL|FPE|PROF)\b/;
const isCrash = ({ timedOut, signal, stderr }: Outcome): boolean =>
  !timedOut && (signal !== null || SIGNALS.test(stderr));

/**
 * Runs a program once and checks it.
 * @returns why the program could not try what it is for, if it says so
 * @throws Error that says what went wrong, with the command and everything the child wrote
 */
export async function check(run: Run): Promise<string | undefined> {
  const node = findLine(run.line);
  if (!node) throw new Error(`Node ${run.line} is not here. Run "npm run prebuilds" first ("npm test" does)`);
  const args = [
    ...run.header.flags,
    ...run.header.preload.flatMap((name) => ['-r', name]),
    run.file,
    ...run.header.args,
  ];
  const outcome = await runChild(node.exec, args, { cwd: ROOT, env: environment(run), timeout: run.header.timeout });
  const fault = judge(run.header, outcome);
  if (fault) throw new (isCrash(outcome) ? Crash : Error)(report(run, [node.exec, ...args], outcome, fault));
  return skipOf(run.header, outcome);
}

/**
 * The environment of a child: the developer's own settings must not change what is tested, and GREENPATCH_REQUIRE makes a
 * run without a working engine a failure instead of an unpatched success. The program's header has the last word.
 */
function environment(run: Run): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(GREENPATCH_|NODE_|VITEST|TEST$|npm_|FORCE_COLOR$|NO_COLOR$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    GREENPATCH_ENGINE: run.engine,
    GREENPATCH_REQUIRE: '1',
    ...run.env,
    ...run.header.env,
  };
}

/** Why a program has left out what it is for: the last thing on stdout is `skip: <reason>`. */
const skipOf = ({ maySkip }: Header, { stdout }: Outcome): string | undefined =>
  maySkip === undefined ? undefined : stdout.match(/(?:^|\n)skip: (.+)\s*$/)?.[1];

/**
 * What is wrong with how a program ended, or undefined. A signal is always wrong, whatever the header expects. The last thing
 * on stdout must be `ok`, except in a program that is meant to fail and says what it fails with.
 */
export function judge(header: Header, outcome: Outcome): string | undefined {
  if (outcome.timedOut) return `it did not end within ${header.timeout} ms`;
  if (outcome.signal) return `it was ended by the signal ${outcome.signal}`;
  if (outcome.code !== header.exit) return `its exit code is ${outcome.code}, not ${header.exit}`;
  if (header.stderr && !header.stderr.test(outcome.stderr)) return `stderr does not match ${header.stderr}`;
  if (header.stdout && !header.stdout.test(outcome.stdout)) return `stdout does not match ${header.stdout}`;
  const toldOtherwise = skipOf(header, outcome) ?? (header.exit !== 0 && (header.stderr ?? header.stdout));
  if (!toldOtherwise && !/(^|\n)ok\s*$/.test(outcome.stdout)) return 'its stdout does not end in a line "ok"';
  return undefined;
}

function report(run: Run, command: string[], outcome: Outcome, fault: string): string {
  const settings = { GREENPATCH_ENGINE: run.engine, ...run.env, ...run.header.env };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const shown = [...variables, ...command.map((word) => (word.startsWith(ROOT) ? path.relative(ROOT, word) : word))];
  return [
    `${run.name} on Node ${run.line}, engine ${run.engine}: ${fault}`,
    `$ ${shown.join(' ')}`,
    `--- stdout\n${outcome.stdout.slice(-4000)}`,
    `--- stderr\n${outcome.stderr.slice(-8000)}`,
  ].join('\n');
}
