import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'jsdom',
  versions: { from: '28.0.0', below: '32.0.0' },
  guide:
    'Synchronous requests at the same time have workers of their own ([below](#libraries-with-a-worker-behind-them)). Up to 27, a child process makes each request, and no adapter is needed.',
};
