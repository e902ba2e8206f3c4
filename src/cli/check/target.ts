import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type * as watch from '../../observe/watch';
import { UsageError } from '../command';

/** What is to be checked. */
export interface CheckTarget {
  readonly kind: 'script' | 'package';
  /** As it was given. */
  readonly name: string;
  /** The script, or the folder of the package. */
  readonly file: string;
  readonly version?: string;
}

const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
const isFolder = (file: string) => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * Finds what a name on the command line means: a file, a folder that is named as a path, or else an installed package.
 * @throws UsageError when there is no such thing
 */
export function findTarget(name: string): CheckTarget {
  const file = path.resolve(name);
  if (isFile(file)) return { kind: 'script', name, file };
  const asPath = /^\.{1,2}([\\/]|$)/.test(name) || path.isAbsolute(name);
  if (asPath && isFolder(file)) return { kind: 'script', name, file };
  if (isBuiltin(name))
    throw new UsageError(`${name} is a module of Node's own. Check a script or a package that uses it.`);
  const root = asPath ? undefined : packageRoot(name);
  if (root !== undefined) return { kind: 'package', name, file: root, version: manifestOf(root)?.version };
  throw new UsageError(
    `there is neither a file ${JSON.stringify(name)} nor an installed package of that name, seen from ${process.cwd()}.`,
  );
}

function packageRoot(name: string): string | undefined {
  const words = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
  if (words.some((word) => word === '' || word.startsWith('.'))) return undefined;
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const root = path.join(folder, 'node_modules', ...words);
    if (isFile(path.join(root, 'package.json'))) return root;
    if (folder === path.dirname(folder)) return undefined;
  }
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
}

function manifestOf(root: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/** The package that a file belongs to, with its version: `sqlite3@5.1.7`. Undefined for a file in none that has a name. */
export function packageOf(file: string): string | undefined {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = manifestOf(folder);
    if (manifest?.name !== undefined) return [manifest.name, manifest.version].filter(Boolean).join('@');
  }
  return undefined;
}

const SOURCE = /\.[cm]?js$/;
/** Folders of a package that are not what it does. */
const ASIDE = /^(node_modules|tests?|__tests__|examples?|docs?|benchmarks?|bench|\..*)$/;
/** A package may be huge; so much of it is looked at. */
const MOST_FILES = 2000;
const MOST_BYTES = 1 << 20;

/** A blocking function that a package's files name. */
export interface Mention {
  readonly what: string;
  /** Within the package. */
  readonly files: string[];
}

/** Loaded when it is needed: the rest of the command must work where greenpatch does not load. */
const blockingNames = () => (require('../../observe/watch') as typeof watch).blockingNames();

/**
 * Names of blocking functions of builtins in the files of a package. It is a search for words: one in a comment counts, and one
 * that is put together while the program runs does not.
 */
export function mentionsIn(root: string): Mention[] {
  const names = new Map(
    blockingNames().flatMap(({ module, names }) =>
      names.map((name) =>
        module === 'Atomics' ? [`Atomics.${name}`, `Atomics.${name}`] : [name, `${module}.${name}`],
      ),
    ) as [string, string][],
  );
  names.set('DatabaseSync', 'sqlite.DatabaseSync');
  const found = new Map<string, string[]>();
  for (const file of sourcesIn(root)) {
    const words = new Set(readFileSync(path.join(root, file), 'utf8').match(/\b(?:\w+Sync|Atomics\.wait)\b/g));
    for (const word of words) {
      const what = names.get(word);
      if (what !== undefined) found.set(what, [...(found.get(what) ?? []), file]);
    }
  }
  return [...found].map(([what, files]) => ({ what, files })).sort((a, b) => (a.what < b.what ? -1 : 1));
}

function sourcesIn(root: string): string[] {
  const files: string[] = [];
  const open = [''];
  for (let folder = open.shift(); folder !== undefined && files.length < MOST_FILES; folder = open.shift()) {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory() && !ASIDE.test(entry.name)) open.push(file);
      else if (entry.isFile() && SOURCE.test(entry.name) && statSync(path.join(root, file)).size <= MOST_BYTES)
        files.push(file);
    }
  }
  return files;
}
