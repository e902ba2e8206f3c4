import type { Anything, Maker } from '../../patch';
import { defineAdapter } from '../define';

/** Each function has one buffer for replies. Calls at the same time get functions of their own, with buffers of their own. */
const createSyncFn: Maker = (original, slot) =>
  function createSyncFn(this: unknown, ...args: unknown[]): unknown {
    const make = () => Reflect.apply(original, this, args) as Anything;
    const idle = [make()];
    return (...values: unknown[]): unknown => {
      if (!slot.active) return Reflect.apply(idle[0] ?? make(), undefined, values);
      const fn = idle.pop() ?? make();
      try {
        return Reflect.apply(fn, undefined, values);
      } finally {
        idle.push(fn);
      }
    };
  };

export default defineAdapter({
  library: 'sync-threads',
  versions: { from: '1.0.0', below: '2.0.0' },
  files: { 'src/index.js': { implements: { createSyncFn } } },
});
