// What a program's thread and the thread that has a database send each other. The database's thread takes one request after the other
// and answers each. While it carries one out it may ask for a function of the program to be called, and until it has the reply it takes
// further requests: those that the function makes. So what comes always belongs to the youngest request that has not been answered.
import type { MessagePort } from 'node:worker_threads';

/** Given to a new thread. */
export interface Start {
  readonly port: MessagePort;
  /** Counts messages, so that either side can sleep until there is one. */
  readonly signals: Int32Array;
  /** File that opens the database; see `Driver`. */
  readonly driver: string;
  /** For the driver. */
  readonly setup: unknown;
}

/** In `signals`. */
export const TO_WORKER = 0;
export const TO_PROGRAM = 1;

/** A value in an argument that cannot be cloned, and what stands for it: a function that asks the program, or a property that does. */
export interface ValueStand {
  /** Where it is: argument, and property of that. */
  readonly at: readonly [argument: number, key?: string];
  readonly kind: StandKind;
  /** Which of the program's functions. */
  readonly ask: number;
  /** How many parameters the program's function names. */
  readonly length?: number;
}

/** A promise is told from other objects, and never settled; any symbol is as good as another. */
export type StandKind = 'function' | 'generator' | 'getter' | 'promise' | 'symbol';

export interface Arguments {
  readonly args: readonly unknown[];
  readonly stands?: readonly ValueStand[];
}

/** One thing to do. Objects that stay on the database's thread have numbers; 0 is the database. */
export type DatabaseTask =
  | ({ readonly do: 'open' } & Arguments)
  | ({ readonly do: 'call'; readonly on: number; readonly name: string } & Arguments)
  | { readonly do: 'get'; readonly on: number; readonly name: string }
  /** Reads at most so many rows of a cursor. */
  | { readonly do: 'page'; readonly on: number; readonly most: number }
  /** Ends a cursor. */
  | { readonly do: 'finish'; readonly on: number }
  | { readonly do: 'rollback' };

export type Reply = { readonly reply: Arguments } | { readonly failed: true };
export type ToWorker =
  { readonly task: DatabaseTask; readonly freed: readonly number[] } | Reply | { readonly end: true };

/** What a result looks like on the way: rows are taken apart, because clones of thousands of objects take long. */
export type Packed =
  | { readonly plain: unknown; readonly blobs: boolean }
  | {
      readonly keys: readonly string[];
      /** Row by row. */
      readonly cells: readonly unknown[];
      /** Undefined for one row that is no array. */
      readonly rows: number | undefined;
      /** They have no prototype. */
      readonly bare: boolean;
      readonly blobs: boolean;
    }
  /** An object that stays there. */
  | { readonly handle: number; readonly about: Readonly<Record<string, unknown>> };

/** What a page of a cursor brings: the rows, and what came behind them. */
export interface Page {
  readonly rows: Packed;
  readonly count: number;
  readonly ended: boolean;
  readonly thrown?: CallFailure;
}

/** `asked`: what the program's own function has thrown, and remembers. */
export type CallFailure =
  { readonly asked: true } | { readonly thrown: unknown; readonly headline: string; readonly library?: LibraryError };

/** An error of the library's own class. */
export interface LibraryError {
  readonly message: string;
  readonly code: string;
}

export type CallOutcome = { readonly value: Packed } | { readonly page: Page } | { readonly thrown: CallFailure };

export interface CallAnswer {
  readonly outcome: CallOutcome;
  readonly open: boolean;
  readonly inTransaction: boolean;
}

export interface Ask {
  readonly ask: number;
  readonly args: Packed;
}

export type FromWorker = CallAnswer | Ask;

/** The last message of a thread that ends by itself: who sleeps until it answers learns it only from this. */
export interface Died {
  readonly died: string;
}
