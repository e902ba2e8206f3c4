import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'readline-sync',
  versions: { from: '1.4.0', below: '2.0.0' },
  guide: 'One fiber asks at the terminal; others wait for their turn.',
};
