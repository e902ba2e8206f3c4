import { shared } from '../base/shared';
import { Adapters } from './core/journal';

/**
 * Every library that is adapted, and the folder in adapters/ in which its adapter is. An adapter is loaded when a file of its
 * library is: most programs use none of them.
 */
export const libraries: Readonly<Record<string, string>> = {
  '@kaciras/deasync': 'kaciras-deasync',
  '@wdio/sync': 'wdio-sync',
  'await-sync': 'await-sync',
  deasync: 'deasync',
  fibers: 'fibers',
  jsdom: 'jsdom',
  libpq: 'libpq',
  'make-synchronized': 'make-synchronized',
  'make-synchronous': 'make-synchronous',
  pg: 'pg',
  'pg-native': 'pg-native',
  'pg-pool': 'pg-pool',
  'readline-sync': 'readline-sync',
  'sass-embedded': 'sass-embedded',
  'sync-exec': 'sync-exec',
  'sync-rpc': 'sync-rpc',
  'sync-threads': 'sync-threads',
  synckit: 'synckit',
  xmlhttprequest: 'xmlhttprequest',
  'xmlhttprequest-ssl': 'xmlhttprequest-ssl',
};

/** Those that are adapted only when that is asked for by name, because it costs something: `better-sqlite3:offload`. */
export const onRequest: Readonly<Record<string, string>> = {
  'better-sqlite3': 'better-sqlite3',
  'node:sqlite': 'node-sqlite',
};

/** A second copy of the package uses the adapters of the first one. */
export const adapters: Adapters = shared('adapters', () => new Adapters(libraries, onRequest));
