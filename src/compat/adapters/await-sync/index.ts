import type { Anything, Maker } from '../../../patch';
import { Channels } from '../../core/channels';
import { defineAdapter } from '../../core/define';
import { record } from './record';

/** Gives a function that has the worker run `fn`. */
type AwaitSync = (fn: unknown, formatter: unknown) => Anything;

/** A worker has one buffer, for the replies of all its functions: calls at the same time get workers of their own. */
const createWorker: Maker = (original, slot) =>
  function createWorker(...args: unknown[]): AwaitSync {
    const make = () => original(...args) as AwaitSync;
    if (!slot.active) return make();
    const channels = new Channels('await-sync', 4, slot, make);
    return function awaitSync(fn: unknown, formatter: unknown): Anything {
      const made = new Map([[channels.first, channels.first(fn, formatter)]]);
      return function runSync(...given: unknown[]): unknown {
        return channels.call(runSync, (worker) => {
          const run = made.get(worker) ?? worker(fn, formatter);
          made.set(worker, run);
          return run(...given) as unknown;
        });
      };
    };
  };

export default defineAdapter({
  ...record,
  files: { 'mod.js': { declares: { createWorker } } },
});
