import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'sync-threads',
  versions: { from: '1.0.0', below: '2.0.0' },
  guide: 'Calls at the same time have workers of their own ([below](#libraries-with-a-worker-behind-them)).',
};
