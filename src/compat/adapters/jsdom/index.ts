import type { Worker } from 'node:worker_threads';
import { type Fiber, runningFiber } from '../../../hub';
import type { Anything, Maker } from '../../../patch';
import { Channels } from '../../core/channels';
import { defineAdapter } from '../../core/define';
import { record } from './record';

/** A worker that makes requests; null before the first one, and when it has ended because there were none for a while. */
interface Requester {
  worker: Worker | null;
  /**
   * The library has asked for it for this request. It does so again when the worker has not answered for 5 s, and takes it for
   * dead.
   */
  asked: boolean;
}

/** Whose worker it is that the running code asks for: of fibers, and of the hub. */
const HUB = {};
const requesters = new WeakMap<Fiber | typeof HUB, Requester>();

/**
 * A worker makes one request at a time: of several, the first one that ends would have it exit under the others soon. So requests at
 * the same time have workers of their own.
 */
const sendSyncWorkerRequest: Maker = (original, slot) => {
  const channels = new Channels<Requester>('a synchronous XMLHttpRequest of jsdom', 2, slot, () => ({
    worker: null,
    asked: false,
  }));
  return function sendSyncWorkerRequest(...args: unknown[]): unknown {
    if (!slot.active) return original(...args) as unknown;
    return channels.call(slot.replacement, (requester) => {
      const who = runningFiber() ?? HUB;
      requesters.set(who, requester);
      requester.asked = false;
      try {
        return original(...args) as unknown;
      } finally {
        requesters.delete(who);
      }
    });
  };
};

/** The library forgets a worker when that exits; here it forgets each one at once, because it is in use. */
const getSyncWorker: Maker = (original) =>
  function getSyncWorker(): Worker {
    const requester = requesters.get(runningFiber() ?? HUB);
    if (requester === undefined) return original() as Worker;
    const again = requester.asked;
    requester.asked = true;
    if (requester.worker !== null && !again) return requester.worker;
    void requester.worker?.terminate(); // or it might make the request as well
    const worker = original() as Worker;
    for (const forget of worker.listeners('exit')) (forget as Anything)();
    requester.worker = worker;
    worker.once('exit', () => {
      if (requester.worker === worker) requester.worker = null;
    });
    return worker;
  };

export default defineAdapter({
  ...record,
  files: {
    'lib/jsdom/living/xhr/XMLHttpRequest-impl.js': { declares: { sendSyncWorkerRequest, getSyncWorker } },
  },
});
