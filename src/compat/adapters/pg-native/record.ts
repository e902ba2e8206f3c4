import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'pg-native',
  versions: { from: '3.0.0', below: '4.0.0' },
  standIn: { modules: { 'pg-native': 'pg-native/index.js' } },
  guide: "Where libpq is missing, `require('pg-native')` is answered by the program's own `pg`.",
};
