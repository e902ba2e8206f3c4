// Made by scripts/adapters.mjs from adapters/*/record.ts.
import type { Libraries } from './core/record';

export const libraries: Libraries = {
  '@kaciras/deasync': { folder: 'kaciras-deasync' },
  '@wdio/sync': { folder: 'wdio-sync' },
  'await-sync': { folder: 'await-sync' },
  deasync: { folder: 'deasync' },
  fibers: {
    folder: 'fibers',
    standIn: {
      modules: { fibers: 'fibers/index.js', 'fibers/future': 'fibers/future.js' },
      onProcess: { property: 'fiberLib', module: 'fibers' },
    },
  },
  jsdom: { folder: 'jsdom' },
  libpq: { folder: 'libpq' },
  'make-synchronized': { folder: 'make-synchronized' },
  'make-synchronous': { folder: 'make-synchronous' },
  pg: { folder: 'pg' },
  'pg-native': { folder: 'pg-native', standIn: { modules: { 'pg-native': 'pg-native/index.js' } } },
  'pg-pool': { folder: 'pg-pool' },
  'readline-sync': { folder: 'readline-sync' },
  'sass-embedded': { folder: 'sass-embedded' },
  'sync-exec': { folder: 'sync-exec' },
  'sync-rpc': { folder: 'sync-rpc' },
  'sync-threads': { folder: 'sync-threads' },
  synckit: { folder: 'synckit' },
  xmlhttprequest: { folder: 'xmlhttprequest' },
  'xmlhttprequest-ssl': { folder: 'xmlhttprequest-ssl' },
  'better-sqlite3': { folder: 'better-sqlite3', onRequest: true },
  'node:sqlite': { folder: 'node-sqlite', onRequest: true },
};
