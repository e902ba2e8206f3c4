import { GreenpatchError } from '../../base/errors';
import type { Anything, Maker } from '../../patch';
import type { AdapterRecord, VersionRange } from './record';

type ReplacementMakers = Readonly<Record<string, Maker>>;

/** What is done about one file of a library. */
export interface FileAdapter {
  /**
   * Gives the exports of the file. Without it they are what its evaluation gives.
   * @param evaluate evaluates the file as Node would; throws what that throws
   * @param load requires as the file would
   */
  readonly provide?: (evaluate: () => unknown, load: (id: string) => unknown) => unknown;
  /**
   * Functions in the exports that are replaced, as in a patch of a builtin. A name may go into objects: `Worker.prototype.call`;
   * the empty name means the exports themselves. Absent ones are skipped. What has to know which file it is is a function of that.
   */
  readonly implements?: ReplacementMakers | ((filename: string) => ReplacementMakers);
  /**
   * What the file gets when it requires a builtin, by its name without `node:`: a view that is this file's alone. It passes calls
   * through while `active` says false.
   */
  readonly requires?: Readonly<Record<string, (exports: never, active: () => boolean) => object>>;
  /**
   * Functions and classes that the file declares at its top level under these names, and that it can assign to, so no constants. For ES
   * modules, whose exports follow their variables, and for what is not exported at all. Absent ones are skipped.
   */
  readonly declares?: Readonly<Record<string, Maker>>;
  /** Functions that the exports get, by names that may go into objects. One that is there already stays. */
  readonly adds?: Readonly<Record<string, Anything>>;
}

/** An adapter: its record, and what is done. */
export interface AdapterDeclaration extends AdapterRecord {
  /** For one of Node's modules, whose version is that of Node: functions among its exports that are replaced. It has no files. */
  readonly builtin?: ReplacementMakers;
  /** By path within the package, with forward slashes: `index.js`. */
  readonly files: Readonly<Record<string, FileAdapter>>;
}

const VERSION = /^\d+\.\d+\.\d+$/;

/**
 * Declares an adapter. The journal applies, records and undoes it.
 * @throws GreenpatchError ERR_GREENPATCH_PATCH for a version that is none, or a file that nothing is done about
 */
export function defineAdapter(declaration: AdapterDeclaration): AdapterDeclaration {
  const { library, versions, files } = declaration;
  const idle = Object.entries(files).find(([, file]) => Object.keys(file).length === 0);
  if (VERSION.test(versions.from) && VERSION.test(versions.below) && idle === undefined)
    return Object.freeze(declaration);
  const why = idle === undefined ? 'its range of versions is none' : `it does nothing about ${idle[0]}`;
  throw new GreenpatchError('ERR_GREENPATCH_PATCH', `The adapter of ${library} cannot be used: ${why}.`);
}

/** Whether a version lies in a range. A pre-release counts as the version that it leads to. */
export function inRange(version: string, { from, below }: VersionRange): boolean {
  return compare(version, from) >= 0 && compare(version, below) < 0;
}

/** Why a version that is not in the range is left alone. */
export const unknownVersion = ({ from, below }: VersionRange): string =>
  `the adapter knows versions from ${from} and below ${below}`;

function compare(one: string, other: string): number {
  const numbers = (version: string) => version.split(/[-+]/, 1)[0]!.split('.').map(Number);
  const [a, b] = [numbers(one), numbers(other)];
  return a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]! || 0;
}
