import fs from 'node:fs';
import type { Anything } from '../../core/define';
import { isReplacement } from '../../core/slot';

const REMOVES = ['lstatSync', 'readdirSync', 'rmdirSync', 'unlinkSync'];

/** Which functions of the public `fs` an original calls. Not `closeSync`, which graceful-fs replaces in every program that uses it. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  appendFileSync: ['writeFileSync', 'openSync', 'writeSync', 'fsyncSync'],
  cpSync: ['copyFileSync', 'existsSync', 'lstatSync', 'mkdirSync', 'readdirSync', 'statSync'],
  readFileSync: ['openSync', 'readSync'],
  rmSync: REMOVES,
  rmdirSync: REMOVES,
  truncateSync: ['openSync', 'ftruncateSync'],
  writeFileSync: ['openSync', 'writeSync', 'fsyncSync'],
};

const functions = fs as unknown as Record<string, Anything | undefined>;
/** Those that have been found to be Node's own or ours. */
const known = new Map(
  [...new Set(Object.values(CALLED).flat())].map((name): [string, Anything | undefined] => [name, functions[name]]),
);

function isForeign(name: string): boolean {
  const found = functions[name];
  if (found === known.get(name)) return false;
  if (found === undefined || !isReplacement(found)) return true;
  known.set(name, found);
  return false;
}

/**
 * Whether the program has replaced a function that this original calls through the public `fs`, as mocks and tracers do: only the original
 * calls theirs.
 */
export const callsReplaced = (name: string): boolean => CALLED[name]?.some(isForeign) === true;
