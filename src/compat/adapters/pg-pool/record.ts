import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'pg-pool',
  versions: { from: '3.0.0', below: '4.0.0' },
  guide: 'Adds `connectSync`, `querySync`, `endSync` to pools.',
  test: 'pg',
};
