import { defineAdapter } from '../../core/define';
import { awaitSync, deasync, turnOnce, waitWhile, withoutAddon } from '../deasync/replacements';
import { unlessItLoads } from '../../core/unless-it-loads';
import { record } from './record';

/** As `deasync`, which it was made from, with promises. */
export default defineAdapter({
  ...record,
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
