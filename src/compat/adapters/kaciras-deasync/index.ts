import { defineAdapter } from '../../core/define';
import { awaitSync, deasync, turnOnce, waitWhile, withoutAddon } from '../deasync/replacements';
import { unlessItLoads } from '../../core/unless-it-loads';

/** As `deasync`, which it was made from, with promises. */
export default defineAdapter({
  library: '@kaciras/deasync',
  versions: { from: '1.0.0', below: '2.0.0' },
  files: {
    'index.js': {
      provide: unlessItLoads((error) => {
        const names = ['awaitSync', 'loopWhile', 'runLoopOnce', 'uvRun'];
        const exports = withoutAddon('@kaciras/deasync', error, names);
        return Object.assign(exports, { deasync: exports });
      }),
      implements: { deasync, awaitSync, loopWhile: waitWhile, runLoopOnce: turnOnce, uvRun: turnOnce },
    },
  },
});
