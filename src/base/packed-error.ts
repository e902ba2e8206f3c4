// What was thrown in a worker thread, on its way to the program: pack-error.ts makes it there, unpack-error.ts undoes it here.

/** An error as it can be cloned: structured clones of errors lose most of what is here. */
export interface PackedError {
  /** The nearest class of JavaScript's own. */
  readonly class: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: Thrown;
  readonly errors?: readonly Thrown[];
  /** Other properties of its own, as far as they can be cloned. */
  readonly own: Readonly<Record<string, unknown>>;
}

export type Thrown = { readonly error: PackedError } | { readonly other: unknown };
