import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'node:sqlite',
  versions: { from: '22.16.0', below: '27.0.0' },
  onRequest: true,
  guide: 'Each database has a worker thread of its own. See [SQLite](sqlite.md).',
};
