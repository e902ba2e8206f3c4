import type { Page } from './protocol';

/** An iterator over rows, as far as it has been read. */
export interface Cursor {
  /** Reads at most so many rows. */
  page(most: number): { rows: unknown[] } & Omit<Page, 'rows' | 'count' | 'thrown'> & { thrown?: { error: unknown } };
  /** Does nothing when it has ended. */
  finish(): void;
}

/** Calls a method of an object, and says what the result is. */
export interface Driver {
  open(args: readonly unknown[]): object;
  /** Of the database. */
  state(): { open: boolean; inTransaction: boolean };
  call(target: object, name: string, args: readonly unknown[]): unknown;
  get(target: object, name: string): unknown;
  /** What the program is told of a result that stays here; undefined for one that is sent. */
  about(result: object): Readonly<Record<string, unknown>> | undefined;
  /** Ends the transaction that is open, if one is. */
  rollback(): void;
}

/** A driver's file exports `makeDriver`. */
export interface DriverFile {
  makeDriver(setup: unknown): Driver;
}
