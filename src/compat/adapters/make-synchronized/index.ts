import type { Anything, Maker } from '../../../patch';
import { Channels } from '../../core/channels';
import { defineAdapter } from '../../core/define';
import { record } from './record';

/** One worker that has loaded a module, and its channel: what every call to that module goes through. */
interface ThreadsWorker {
  sendAction: Anything;
}

/**
 * The worker gives the next reply to the next call that asks: calls at the same time get workers of their own, which have
 * loaded the same module.
 */
const ThreadsWorker: Maker = (original, slot) =>
  new Proxy(original, {
    construct(target, args, newTarget) {
      const make = () => Reflect.construct(target, args, newTarget) as ThreadsWorker;
      if (!slot.active) return make();
      const channels = new Channels('make-synchronized', 4, slot, make);
      const worker = channels.first;
      const { sendAction } = worker;
      // Only the first one is known outside.
      worker.sendAction = function attended(...given: unknown[]): unknown {
        return channels.call(attended, (one) => Reflect.apply(sendAction, one, given) as unknown);
      };
      return worker;
    },
  });

const file = { declares: { threads_worker_default: ThreadsWorker } };

export default defineAdapter({
  ...record,
  files: { 'index.mjs': file, 'index.cjs': file },
});
