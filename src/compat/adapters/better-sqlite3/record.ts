import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'better-sqlite3',
  versions: { from: '11.0.0', below: '14.0.0' },
  onRequest: true,
  guide: 'Each database has a worker thread of its own. See [SQLite](sqlite.md).',
  addon: { calls: 'blocking', note: 'every query is carried out on the calling thread' },
};
