import { park, wait } from '../../../hub';
import { defineAdapter } from '../../core/define';
import { query } from '../pg/blocking';
import { isLost } from '../pg/native-error';
import type { Client, QueryConfig } from '../pg/types';
import { record } from './record';

type Lent = Client & { release(destroy?: boolean): void };

interface PgPool {
  connect(): Promise<Lent>;
  end(): Promise<void>;
}

/** The `pg-native` that a client of `pg.native` has. */
interface LentNativeClient {
  querySync(text?: string, values?: unknown[]): unknown[];
}

/** Parks until the pool lends a client. One that comes when it is not wanted any more goes back. */
function connect(pool: PgPool): Lent {
  return park<Lent>({
    what: 'pg pool connectSync',
    start: (waker) =>
      void pool.connect().then(
        (client) => waker.resolve(client),
        (error: unknown) => waker.reject(error),
      ),
    late: (client) => client.release(),
  });
}

/** Lends a client of the pool for one call. One whose call was killed, or that is lost, is not given back. */
function withClient<T>(pool: PgPool, fn: (client: Client) => T): T {
  const client = connect(pool);
  let destroy = true;
  try {
    const value = fn(client);
    destroy = false;
    return value;
  } catch (error) {
    const { cause } = error as { cause?: { severity?: unknown } };
    destroy = cause?.severity === undefined || isLost(cause);
    throw error;
  } finally {
    client.release(destroy);
  }
}

/** A client of a pool: `release()` gives it back. */
const adds = {
  'prototype.connectSync': function connectSync(this: PgPool): Client {
    return connect(this);
  },
  'prototype.querySync': function querySync(this: PgPool, text: string | QueryConfig, values?: unknown[]): unknown[] {
    return withClient(this, (client) => {
      const { native } = client as { native?: LentNativeClient };
      if (native === undefined) return query(client, text, values);
      const config: QueryConfig = typeof text === 'string' ? { text, values } : text;
      return native.querySync(config.text, config.values);
    });
  },
  'prototype.endSync': function endSync(this: PgPool): void {
    wait(this.end());
  },
};

export default defineAdapter({
  ...record,
  files: { 'index.js': { adds } },
});
