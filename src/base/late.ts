import path from 'node:path';
import { lateFiles, type LateName } from './late-files';
import { OWN_CODE } from './package-root';

/** Where a row of the table lies. @param parts of the path below it */
export function latePath(name: LateName, ...parts: readonly string[]): string {
  return path.join(OWN_CODE, lateFiles[name].at, ...parts);
}

/** Loads what the core does without until it is used. @param parts of the path below it, where it has more than one entry */
export function loadLate<T>(name: LateName, ...parts: readonly string[]): T {
  const file = latePath(name, ...parts);
  return require(file.endsWith('.js') ? file : path.join(file, 'index.js')) as T;
}
