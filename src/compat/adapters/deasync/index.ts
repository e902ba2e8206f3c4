import { defineAdapter } from '../../core/define';
import { unlessItLoads } from '../../core/unless-it-loads';
import { deasync, sleep, turnOnce, waitWhile, withoutAddon } from './replacements';

/** What it does by running the event loop inside itself, the last one first, is done by parking. */
export default defineAdapter({
  library: 'deasync',
  versions: { from: '0.1.0', below: '0.2.0' },
  files: {
    'index.js': {
      provide: unlessItLoads((error) => withoutAddon('deasync', error, ['sleep', 'loopWhile', 'runLoopOnce'])),
      implements: { '': deasync, sleep, loopWhile: waitWhile, runLoopOnce: turnOnce },
    },
  },
});
