import type { Adaptation } from '../../compat';
import type { How, SourcePlace, LedgerSite } from '../../observe/watch';

/** Tells a process that it is observed; holds what NODE_OPTIONS was before, as JSON. */
export const MARK = 'GREENPATCH_CHECK';

/** A call that may not return. */
export interface Entered {
  readonly what: string;
  readonly how: How;
  readonly place: SourcePlace;
}

/** An error that was not caught. */
export interface UncaughtError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Code of the program was running. */
  readonly ownFrames: boolean;
}

/** What an observed process reports. */
export type CheckLine =
  | { type: 'patched'; engine: string }
  | ({ type: 'entering' } & Entered)
  | { type: 'sites'; sites: LedgerSite[] }
  | { type: 'addon'; file: string }
  | { type: 'binding'; name: string; place: SourcePlace }
  | { type: 'adapted'; adaptations: Adaptation[] }
  | { type: 'slow mounts'; mounts: readonly string[] }
  | ({ type: 'error' } & UncaughtError)
  | { type: 'exit'; code: number };
