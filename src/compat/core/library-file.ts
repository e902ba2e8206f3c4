import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { directly } from '../../patch';

/** A file that belongs to a package. */
export interface LibraryFile {
  readonly library: string;
  /** The package's folder. */
  readonly root: string;
  /** Within the package, with forward slashes. */
  readonly file: string;
}

const FOLDER = 'node_modules';

/** Finds the package that a file belongs to by its path; undefined for a file that lies in none. */
export function libraryFile(filename: string): LibraryFile | undefined {
  const at = filename.lastIndexOf(FOLDER);
  const begin = at + FOLDER.length + 1;
  if (at <= 0 || begin >= filename.length || filename[begin - 1] !== path.sep) return undefined;
  const words = filename.slice(begin).split(path.sep);
  const count = words[0]!.startsWith('@') ? 2 : 1;
  const library = words.slice(0, count).join('/');
  const root = filename.slice(0, begin + library.length);
  return { library, root, file: words.slice(count).join('/') };
}

/** The same for the URL of an ES module. */
export function moduleFile(url: string): LibraryFile | undefined {
  if (!url.startsWith('file:') || !url.includes(`/${FOLDER}/`)) return undefined;
  return libraryFile(fileURLToPath(url));
}

/** The version in a package's manifest; undefined where it says none. */
export function versionOf(root: string): string | undefined {
  try {
    const text = directly(readFileSync, undefined, [path.join(root, 'package.json'), 'utf8']) as string;
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
