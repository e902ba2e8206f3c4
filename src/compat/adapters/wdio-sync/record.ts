import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: '@wdio/sync',
  versions: { from: '7.0.0', below: '8.0.0' },
  guide: 'Loads on Node 16 and later, where it refuses to because `fibers` is gone.',
};
