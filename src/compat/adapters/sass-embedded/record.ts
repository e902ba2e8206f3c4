import type { AdapterRecord } from '../../core/record';

export const record: AdapterRecord = {
  library: 'sass-embedded',
  versions: { from: '1.70.0', below: '2.0.0' },
  guide: 'Fibers that share a compiler use it one after the other. `compile()` starts a compiler for each call.',
};
