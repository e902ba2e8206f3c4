import { wait } from '../../hub';
import { defineAdapter } from '../define';
import { query } from '../pg/blocking';
import type { Client, QueryConfig } from '../pg/types';

interface Pool {
  connect(): Promise<Client & { release(destroy?: boolean): void }>;
  end(): Promise<void>;
}

/** Lends a client of the pool for one call. One whose call was killed, or that is lost, is not given back. */
function withClient<T>(pool: Pool, fn: (client: Client) => T): T {
  const client = wait(pool.connect());
  let destroy = true;
  try {
    const value = fn(client);
    destroy = false;
    return value;
  } catch (error) {
    destroy = !((error as Error).cause as { severity?: unknown } | undefined)?.severity;
    throw error;
  } finally {
    client.release(destroy);
  }
}

/** A client of a pool: `release()` gives it back. */
const adds = {
  'prototype.connectSync': function connectSync(this: Pool): Client {
    return wait(this.connect());
  },
  'prototype.querySync': function querySync(this: Pool, text: string | QueryConfig, values?: unknown[]): unknown[] {
    return withClient(this, (client) => query(client, text, values));
  },
  'prototype.endSync': function endSync(this: Pool): void {
    wait(this.end());
  },
};

export default defineAdapter({
  library: 'pg-pool',
  versions: { from: '3.0.0', below: '4.0.0' },
  files: { 'index.js': { adds } },
});
