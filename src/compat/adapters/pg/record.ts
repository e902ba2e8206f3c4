import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'pg',
  versions: { from: '8.0.0', below: '9.0.0' },
  guide:
    'Adds `connectSync`, `querySync`, `prepareSync`, `executeSync`, `endSync` to clients. See [PostgreSQL](#postgresql).',
};
