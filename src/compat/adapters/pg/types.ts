import type { EventEmitter } from 'node:events';

/** What is used of the library `pg`, in all its versions. */
export interface PgWire {
  parse(query: { name: string; text: string }): void;
  sync(): void;
  readonly parsedStatements: Record<string, string | undefined>;
}

export interface Result {
  readonly rows: unknown[];
}

type QueryDone = (error: unknown, result?: Result | Result[]) => void;

export interface Query {
  callback: QueryDone;
  submit(wire: PgWire): unknown;
}

export interface QueryConfig {
  readonly text?: string;
  readonly name?: string;
  readonly values?: unknown[];
  readonly rowMode?: 'array';
  readonly queryMode?: 'extended';
}

export interface Client extends EventEmitter {
  readonly host: string;
  readonly port: number;
  readonly connection: PgWire;
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly constructor: unknown;
  connect(callback: (error?: unknown) => void): void;
  query(query: Query): unknown;
  end(callback?: () => void): unknown;
  escapeLiteral(text: string): string;
  escapeIdentifier(text: string): string;
}

export interface ClientClass {
  new (config?: object | string): Client;
  readonly Query: new (config: QueryConfig) => Query;
}
