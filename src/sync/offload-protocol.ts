// What the two sides of `offload` send each other. The worker's side is a file of its own and loads little else of greenpatch.
import type { Thrown } from '../base/packed-error';

/** Sent to the worker: what to call, with what. */
export interface Job {
  /** The text of a function, or the file that exports it. */
  readonly source?: string;
  readonly file?: string;
  /** The function's name, for stacks; or that of the export. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Whether memory of the result is moved and not copied. */
  readonly transferResult: boolean;
}

/** Sent back. */
export type JobOutcome =
  | { readonly value: unknown }
  /** `outer` is the variable that a function's text uses and does not define. */
  | { readonly thrown: Thrown; readonly outer?: string }
  /** The file has no such function. */
  | { readonly missing: string };
