import type { Anything, Maker } from '../../../patch';
import { channelled } from '../../core/channels';
import { defineAdapter } from '../../core/define';

/**
 * Each function has one buffer for replies, and a worker for each call: calls at the same time get functions of their own, with buffers
 * of their own. There are as many workers as without us.
 */
const createSyncFn: Maker = (original, slot) =>
  function createSyncFn(...args: unknown[]): Anything {
    const make = () => original(...args) as Anything;
    return slot.active ? channelled('sync-threads', Infinity, slot, make) : make();
  };

export default defineAdapter({
  library: 'sync-threads',
  versions: { from: '1.0.0', below: '2.0.0' },
  files: { 'src/index.js': { implements: { createSyncFn } } },
});
