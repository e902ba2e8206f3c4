import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: '@kaciras/deasync',
  versions: { from: '1.0.0', below: '2.0.0' },
  guide:
    '`loopWhile`, `runLoopOnce`, `awaitSync` and `deasync(fn)` park; in a fiber the addon is not needed. See [coming from deasync](coming-from-deasync.md).',
};
