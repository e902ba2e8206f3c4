import { defineAdapter } from '../../core/define';
import { connect, end, execute, prepare, query } from './blocking';
import type { Client, QueryConfig } from './types';
import { record } from './record';

/** The synchronous calls of pg-native, on a client in JavaScript. Results and errors are those of pg-native. */
const adds = {
  'prototype.connectSync': function connectSync(this: Client): void {
    connect(this);
  },
  'prototype.querySync': function querySync(this: Client, text: string | QueryConfig, values?: unknown[]): unknown[] {
    return query(this, text, values);
  },
  'prototype.prepareSync': function prepareSync(this: Client, name: string, text: string): void {
    prepare(this, name, text);
  },
  'prototype.executeSync': function executeSync(this: Client, name: string, values?: unknown[]): unknown[] {
    return execute(this, name, values);
  },
  'prototype.endSync': function endSync(this: Client): void {
    end(this);
  },
};

export default defineAdapter({
  ...record,
  files: { 'lib/client.js': { adds } },
});
