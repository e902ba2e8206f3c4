import { readFileSync } from 'node:fs';
import { linesFrom } from '../../scripts/node-lines.mjs';

/** The two engines every program runs on, unless its header or the environment says otherwise. */
export const ENGINES = ['switch', 'threads'] as const;
export type Engine = (typeof ENGINES)[number];

/** What the leading comment block of a program in test/programs says. */
export interface Header {
  /** `// it:` a sentence, the test's name */
  it: string;
  /** `// flags:` for node itself */
  flags: string[];
  /** `// args:` for the program */
  args: string[];
  /** `// engines:` where it makes sense; both by default */
  engines: readonly Engine[];
  /** `// lines:` Node lines, such as `20 22` or `>=22`; undefined means all */
  lines?: number[];
  /** `// preload:` modules given to `-r` */
  preload: string[];
  /** `// env:` NAME=value pairs */
  env: Record<string, string>;
  /** `// expect-exit:` 0 by default */
  exit: number;
  /** `// expect-stdout:` and `// expect-stderr:` regular expressions */
  stdout?: RegExp;
  stderr?: RegExp;
  /** `// may-skip:` what it needs that not every machine has; without this, it must not say `skip: <reason>` */
  maySkip?: string;
  /** `// timeout:` in ms */
  timeout: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

const words = (value: string) => value.split(/\s+/).filter(Boolean);

const READERS: Record<string, (header: Header, value: string) => void> = {
  it: (header, value) => (header.it = value),
  flags: (header, value) => header.flags.push(...words(value)),
  args: (header, value) => header.args.push(...words(value)),
  engines: (header, value) => (header.engines = some(value).map(engine)),
  lines: (header, value) => (header.lines = linesFrom(some(value).join(' '))),
  preload: (header, value) => header.preload.push(...words(value)),
  env: (header, value) => Object.assign(header.env, Object.fromEntries(words(value).map(pair))),
  'expect-exit': (header, value) => (header.exit = integer(value, 0)),
  'expect-stdout': (header, value) => (header.stdout = new RegExp(value, 'm')),
  'expect-stderr': (header, value) => (header.stderr = new RegExp(value, 'm')),
  'may-skip': (header, value) => (header.maySkip = some(value).join(' ')),
  timeout: (header, value) => (header.timeout = integer(value, 1)),
};

/**
 * Reads a program's header: the `//` lines before its first line of code (a `#!` line and 'use strict' may come before).
 * @throws Error that names the program and the line if a key is unknown, a value is wrong or the sentence is missing
 */
export function parseHeader(name: string, source: string): Header {
  const header: Header = {
    it: '',
    flags: [],
    args: [],
    engines: ENGINES,
    preload: [],
    env: {},
    exit: 0,
    timeout: DEFAULT_TIMEOUT_MS,
  };
  for (const comment of leadingComments(source)) readLine(name, header, comment);
  if (!header.it) throw new Error(`${name}: no header. A program starts with a line "// it: <what it shows>"`);
  return header;
}

/** The header of a program on disk. */
export function readHeader(file: string, name: string): Header {
  return parseHeader(name, readFileSync(file, 'utf8'));
}

function leadingComments(source: string): string[] {
  const comments: string[] = [];
  for (const line of source.split(/\r?\n/)) {
    if (/^\s*(#!.*|['"]use strict['"];?)?\s*$/.test(line)) continue;
    const comment = line.match(/^\s*\/\/ ?(.*)$/);
    if (!comment) break;
    comments.push(comment[1]!);
  }
  return comments;
}

/** `key: value` with a known key is a setting, prose is left alone. A misspelt key must not be taken for prose. */
function readLine(name: string, header: Header, comment: string): void {
  const [, key, value] = comment.match(/^([a-z][a-z-]*):\s*(.*)$/) ?? [];
  if (key === undefined || value === undefined) return;
  const read = READERS[key];
  if (!read) throw new Error(`${name}: unknown header key "${key}". Known: ${Object.keys(READERS).join(', ')}`);
  try {
    read(header, value.trim());
  } catch (cause) {
    throw new Error(`${name}: "// ${comment}": ${(cause as Error).message}`, { cause });
  }
}

/** An empty list would mean a program that never runs. */
function some(value: string): string[] {
  if (!value) throw new Error('the value is missing');
  return words(value);
}

function engine(word: string): Engine {
  const known = ENGINES.find((name) => name === word);
  if (!known) throw new Error(`"${word}" is none of ${ENGINES.join(', ')}`);
  return known;
}

function integer(word: string, least: number): number {
  const value = Number(word);
  if (!Number.isInteger(value) || value < least) throw new Error(`"${word}" is no whole number of at least ${least}`);
  return value;
}

function pair(word: string): [string, string] {
  const at = word.indexOf('=');
  if (at < 1) throw new Error(`"${word}" is not NAME=value`);
  return [word.slice(0, at), word.slice(at + 1)];
}
