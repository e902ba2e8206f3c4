import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'fibers',
  versions: { from: '0.6.0', below: '6.0.0' },
  standIn: {
    modules: { fibers: 'fibers/index.js', 'fibers/future': 'fibers/future.js' },
    onProcess: { property: 'fiberLib', module: 'fibers' },
  },
  guide:
    "Answers `require` and `import` of `fibers` and `fibers/future` with the same API on greenpatch's engine, whether or not the package is installed. See [coming from fibers](coming-from-fibers.md).",
};
