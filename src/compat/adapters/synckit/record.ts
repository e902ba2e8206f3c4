import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'synckit',
  versions: { from: '0.8.0', below: '1.0.0' },
  guide:
    'Calls at the same time have workers of their own ([below](#libraries-with-a-worker-behind-them)). `eslint-plugin-prettier` is built on it.',
};
