import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'sync-rpc',
  versions: { from: '1.0.0', below: '2.0.0' },
  guide:
    'One server per process, also when many fibers make the first call. `sync-request` and `sync-mysql` are built on it.',
  test: 'sync-request',
};
