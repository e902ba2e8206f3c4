import { defineAdapter } from '../../core/define';
import { unlessItLoads } from '../../core/unless-it-loads';
import { deasync, sleep, turnOnce, waitWhile, withoutAddon } from './replacements';
import { record } from './record';

/** What it does by running the event loop inside itself, the last one first, is done by parking. */
export default defineAdapter({
  ...record,
  files: {
    'index.js': {
      provide: unlessItLoads((error) => withoutAddon('deasync', error, ['sleep', 'loopWhile', 'runLoopOnce'])),
      implements: { '': deasync, sleep, loopWhile: waitWhile, runLoopOnce: turnOnce },
    },
  },
});
