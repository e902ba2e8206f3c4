import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'libpq',
  versions: { from: '1.8.0', below: '2.0.0' },
  guide: "Blocking calls park, through libpq's own non-blocking calls. `pg-native` is built on it.",
  addon: { calls: 'mixed', note: 'the functions whose names end in Sync block' },
  test: 'pg-native',
};
