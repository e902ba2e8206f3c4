import assert from 'node:assert';
import { EventEmitter } from 'node:events';
import { spawn } from '../../../hub';
import { cancelQuery, connect, execute, prepare, query } from '../pg/blocking';
import type { Client, ClientClass } from '../pg/types';
import { readConninfo } from './conninfo';

type QueryCallback = (error?: unknown, rows?: unknown[]) => void;

interface ClientConfig {
  readonly types?: unknown;
  readonly arrayMode?: boolean;
}

/** What stands for `pg-native` where libpq is not there. */
export interface PgNative {
  new (config?: ClientConfig): EventEmitter;
  (config?: ClientConfig): EventEmitter;
  readonly version: string;
}

/** A statement without a name cannot be kept by `pg`. */
const UNNAMED = 'greenpatch_unnamed';

/** libpq takes strings only, and makes them of what it gets. */
const asText = (values: unknown): (string | null)[] => {
  assert(Array.isArray(values), 'Parameters must be an array');
  return (values as unknown[]).map((value) => (value === null ? null : String(value as string)));
};

/** The API of pg-native 3, with the client of `pg` behind it: the synchronous calls park, the others run in fibers of their own. */
class NativeClient extends EventEmitter {
  readonly arrayMode: boolean;
  #client: Client | undefined;
  #unnamed: string | undefined;

  constructor(
    readonly makeClient: (config: object) => Client,
    config: ClientConfig,
  ) {
    super();
    this.arrayMode = config.arrayMode ?? false;
    Object.defineProperty(this, '_types', { value: config.types, enumerable: false });
  }

  get #rowMode(): 'array' | undefined {
    return this.arrayMode ? 'array' : undefined;
  }

  get #connected(): Client {
    if (this.#client === undefined) throw new Error('connection pointer is NULL\n');
    return this.#client;
  }

  connectSync(params?: string): void {
    const { _types: types } = this as { _types?: unknown };
    const client = this.makeClient({ ...readConninfo(params ?? ''), ...(types ? { types } : {}) });
    client.on('notification', ({ channel, payload, processId }: Record<string, unknown>) =>
      this.emit('notification', { relname: channel, extra: payload, be_pid: processId }),
    );
    connect(client);
    this.#client = client;
  }

  querySync(text: string, values?: unknown[]): unknown[] {
    return query(this.#connected, text || '', values ? asText(values) : undefined, this.#rowMode);
  }

  prepareSync(name: string, text: string, count?: number): void {
    assert.equal(arguments.length >= 2, true, 'Must supply 3 arguments');
    void count;
    const client = this.#connected;
    if (!name && this.#unnamed !== undefined) query(client, `deallocate ${UNNAMED}`);
    this.#unnamed = name ? this.#unnamed : undefined;
    prepare(client, name || UNNAMED, text || '');
    if (!name) this.#unnamed = text;
  }

  executeSync(name: string, values?: unknown[]): unknown[] {
    return execute(this.#connected, name || UNNAMED, asText(values || []), this.#rowMode);
  }

  connect(params: string | QueryCallback, callback?: QueryCallback): void {
    if (typeof params === 'function') return this.connect('', params);
    return answer(callback!, () => void this.connectSync(params));
  }

  query(text: string, values: unknown[] | QueryCallback, callback?: QueryCallback): void {
    if (typeof values === 'function') return answer(values, () => this.querySync(text));
    return answer(callback!, () => this.querySync(text, values));
  }

  prepare(name: string, text: string, count: number, callback: QueryCallback): void {
    answer(callback, () => (this.prepareSync(name, text, count), []));
  }

  execute(name: string, values: unknown[], callback: QueryCallback): void {
    answer(callback, () => this.executeSync(name, values));
  }

  cancel(callback: (error?: Error) => void): void {
    assert(callback, 'Callback is required');
    cancelQuery(this.#connected, once(callback));
  }

  escapeLiteral(value: string): string {
    return this.#connected.escapeLiteral(value);
  }

  escapeIdentifier(value: string): string {
    return this.#connected.escapeIdentifier(value);
  }

  getTransactionStatus(): string | null {
    return (this.#client as { _txStatus?: string | null } | undefined)?._txStatus ?? null;
  }

  getCopyStream(): never {
    throw new Error('getCopyStream needs libpq: install pg-native, or use pg-copy-streams with pg');
  }

  end(callback?: () => void): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end(() => {});
    if (callback) setImmediate(callback);
  }
}

function once(callback: (error?: Error) => void): (error?: Error) => void {
  let called = false;
  return (error) => {
    if (called) return;
    called = true;
    callback(error);
  };
}

/** Calls back outside of the fiber's own errors. */
function answer(callback: QueryCallback, fn: () => unknown): void {
  const fiber = spawn(fn);
  fiber.then(
    (rows) => setImmediate(callback, undefined, rows as unknown[]),
    (error: unknown) => setImmediate(callback, error),
  );
}

/** The classes that have been made, by the copy of `pg` that each is for. */
const made = new WeakMap<ClientClass, PgNative>();

/** The class, for one copy of `pg`. */
export function nativeOn(pg: ClientClass): PgNative {
  const known = made.get(pg);
  if (known !== undefined) return known;
  const makeClient = (config: object) => new pg(config);
  const Made = function Client(this: unknown, config?: ClientConfig): EventEmitter {
    return Reflect.construct(NativeClient, [makeClient, config ?? {}], new.target ?? Made) as EventEmitter;
  } as unknown as PgNative;
  Object.assign(Made, { version: '3.9.0' });
  Object.defineProperty(Made, 'prototype', { value: Object.create(NativeClient.prototype) });
  Object.defineProperty(Made.prototype, 'constructor', { value: Made, configurable: true, writable: true });
  made.set(pg, Made);
  return Made;
}
