import type { Anything, Maker } from '../../../patch';
import { channelled } from '../../core/channels';
import { defineAdapter } from '../../core/define';
import { record } from './record';

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
  ...record,
  files: { 'src/index.js': { implements: { createSyncFn } } },
});
