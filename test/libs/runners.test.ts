// Test runners run their own smallest suites under NODE_OPTIONS=--require=greenpatch, and say what they say in plain Node: that tests
// pass, fail and are skipped, in which order, with which exit code. The suites are in `runners`, one folder a runner.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLine, linesFrom, wantedLines } from '../../scripts/node-lines.mjs';
import { type Outcome, runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';
import { sample } from '../support/sample';
import type { Library } from './harness/declarations.mjs';
import { install } from './harness/install.mjs';

const RUNNERS = path.join(__dirname, 'runners');
const LIMIT_MS = 90_000;

interface Runner {
  readonly name: string;
  readonly library?: string;
  readonly version?: string;
  /** Within node_modules. Without one Node itself is the runner. */
  readonly program?: string;
  readonly args: string[];
  /** Its arguments for the suite in the folder `api`, which uses the API; where test files have modules of their own. */
  readonly api?: string[];
  readonly lines: number[];
  /** All unless given, with the reason beside it. */
  readonly engines?: string[];
}

type Said = Omit<Runner, 'name' | 'lines'> & { readonly lines: string };

const runners = readdirSync(RUNNERS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }): Runner => {
    const said = JSON.parse(readFileSync(path.join(RUNNERS, name, 'runner.json'), 'utf8')) as Said;
    return { ...said, name, lines: linesFrom(said.lines) };
  });

/** A project of one suite, in a folder from which the runner is found. */
async function project({ name, library, version }: Runner, suite = ''): Promise<{ modules: string; folder: string }> {
  const declared = { library, versions: [version], folder: path.join(RUNNERS, name) } as unknown as Library;
  const installed = library ? await install(declared, version!) : path.join(ROOT, '.cache', 'libs', name);
  mkdirSync(installed, { recursive: true });
  const folder = mkdtempSync(path.join(realpathSync(installed), 'suite-'));
  const from = path.join(RUNNERS, name, suite);
  const notOfIt = /^(runner\.json|locks|api)$/;
  cpSync(from, folder, { recursive: true, filter: (file) => !notOfIt.test(path.relative(from, file)) });
  cpSync(path.join(RUNNERS, 'shared.cjs'), path.join(folder, 'shared.cjs'));
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "suite", "private": true }\n');
  return { modules: path.join(installed, 'node_modules'), folder };
}

/** What a runner says, without what differs from run to run in plain Node. */
const comparable = ({ code, signal, timedOut, stdout, stderr }: Outcome, folder: string) => ({
  code,
  signal,
  timedOut,
  stdout: lasting(stdout, folder),
  stderr: lasting(stderr, folder),
});

/** A frame of Node's own or of greenpatch's in a stack: there may be one more, in the place of those of what had been awaited. */
const FRAME = /^\s*(at|›) .*(node:|[\\/]dist[\\/]core\.js|at async )/;

const lasting = (text: string, folder: string): string[] =>
  text
    .replaceAll(folder, '<folder>')
    .replace(/ \[as \w+\]/g, '')
    .replace(/\b\d+(\.\d+)? ?(ms|s|m|seconds)\b/g, '<time>')
    .replace(/(duration_ms|Start at) +[\d.:]+/g, '$1 <time>')
    .replace(/, estimated <time>/g, '')
    .replace(/ *\(?<time>\)?/g, '')
    .replace(/^ *Duration .*$/gm, '<durations>')
    .replace(/\(node:\d+\)/g, '(node:<pid>)')
    .split('\n')
    .filter((line) => !FRAME.test(line));

async function run(runner: Runner, line: number, env: NodeJS.ProcessEnv, suite = '') {
  const { exec } = findLine(line)!;
  const { modules, folder } = await project(runner, suite);
  const kept = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST|TEST$|npm_|CI$)/.test(name));
  const program = runner.program === undefined ? [] : [path.join(modules, runner.program)];
  try {
    const options = { cwd: folder, env: { ...Object.fromEntries(kept), NO_COLOR: '1', ...env }, timeout: LIMIT_MS };
    return comparable(
      await runChild(exec, [...program, ...(suite === 'api' ? runner.api! : runner.args)], options),
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.concurrent.each(runners)('$name', (runner) => {
  const lines = wantedLines().filter((line) => runner.lines.includes(line));
  /** The oldest with one engine, the newest with the other. */
  const isEnd = (line: number) => line === lines[0] || line === lines.at(-1);
  const chosen = sample(`runner ${runner.name}`, lines, isEnd, (line) => `Node ${line}`);
  const engines = wantedEngines().filter((one) => runner.engines?.includes(one) ?? true);

  it.runIf(chosen.length > 0 && engines.length > 0).concurrent.each(chosen)(
    'on Node %s',
    async (line) => {
      const engine = engines[chosen.indexOf(line) % engines.length];
      const plain = await run(runner, line, {});
      expect(plain).toMatchObject({ code: 1, signal: null, timedOut: false });
      const patched = await run(runner, line, {
        NODE_OPTIONS: `--require=${ROOT}`,
        GREENPATCH_ENGINE: engine,
        GREENPATCH_REQUIRE: '1',
      });
      expect(patched).toEqual(plain);
    },
    3 * LIMIT_MS,
  );

  it.runIf(runner.api !== undefined && chosen.length > 0).concurrent.each(chosen)(
    'gives test files the API of the copy that was preloaded, on Node %s',
    async (line) => {
      const engine = engines[chosen.indexOf(line) % engines.length];
      const env = { NODE_OPTIONS: `--require=${ROOT}`, PACKAGE: ROOT, GREENPATCH_ENGINE: engine };
      const said = await run(runner, line, env, 'api');
      expect(said, [...said.stdout, ...said.stderr].join('\n')).toMatchObject({ code: 0, signal: null });
    },
    2 * LIMIT_MS,
  );
});
