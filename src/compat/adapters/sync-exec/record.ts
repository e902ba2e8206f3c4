import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'sync-exec',
  versions: { from: '0.5.0', below: '0.7.0' },
  guide: "Calls at the same time no longer mute each other's stderr.",
};
