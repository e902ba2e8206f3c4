import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'make-synchronized',
  versions: { from: '0.2.4', below: '1.0.0' },
  guide:
    'Calls at the same time have workers of their own ([below](#libraries-with-a-worker-behind-them)). `@prettier/sync` is built on it.',
  test: 'prettier-sync',
};
