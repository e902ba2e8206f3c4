import type { Anything, Maker } from '../../../patch';
import { defineAdapter } from '../../core/define';
import { LibraryLock } from '../../core/lock';
import { record } from './record';

/** What the library shows of itself: whether its one server has been started. */
interface Configuration {
  readonly port: number | null;
  readonly fastestFunction: unknown;
}

const lock = new LibraryLock();

/** The first call starts the server, in several blocking steps. A call that comes meanwhile would start another one. */
const createClient: Maker = (original, slot) => {
  const { configuration } = original as unknown as { configuration: Configuration };
  const started = () => !slot.active || configuration.fastestFunction !== null;
  const guarded = (fn: Anything): Anything =>
    function (this: unknown, ...args: unknown[]): unknown {
      const call = (): unknown => Reflect.apply(fn, this, args) as unknown;
      return started() ? call() : lock.with('start of the server of sync-rpc', call);
    };
  const make = guarded(original);
  return function createClient(this: unknown, ...args: unknown[]): unknown {
    return guarded(Reflect.apply(make, this, args) as Anything);
  };
};

export default defineAdapter({
  ...record,
  files: { 'lib/index.js': { implements: { '': createClient } } },
});
