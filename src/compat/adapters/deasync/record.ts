import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'deasync',
  versions: { from: '0.1.0', below: '0.2.0' },
  guide:
    '`loopWhile`, `runLoopOnce`, `sleep` and `deasync(fn)` park; in a fiber the addon is not needed. See [coming from deasync](coming-from-deasync.md).',
  addon: { calls: 'mixed', note: 'runs the event loop inside a call; greenpatch has an adapter' },
};
