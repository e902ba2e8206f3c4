import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'xmlhttprequest-ssl',
  versions: { from: '1.5.0', below: '5.0.0' },
  guide: 'Synchronous requests at the same time have files of their own, and wait for their child process.',
};
