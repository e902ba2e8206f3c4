import { definePatch } from './define';
import { emitting } from './emitting';
import { messages } from './messages';
import { Worker } from 'node:worker_threads';

export default definePatch({
  module: 'worker_threads',
  atOnce: true, // ports exist without it, as in `new MessageChannel()`
  implements: {
    'messages of ports': messages,
    'Worker.prototype.emit': emitting(() => Worker.prototype, {
      error: 'worker error',
      exit: 'worker exit',
      online: 'worker online',
    }),
  },
  passThrough: [
    'BroadcastChannel',
    'MessageChannel',
    'MessagePort',
    'SHARE_ENV',
    'Worker',
    'getEnvironmentData',
    'isInternalThread',
    'isMainThread',
    'isMarkedAsUntransferable',
    'locks',
    'markAsUncloneable',
    'markAsUntransferable',
    'moveMessagePortToContext',
    'parentPort',
    'postMessageToThread',
    'receiveMessageOnPort',
    'resourceLimits',
    'setEnvironmentData',
    'threadId',
    'threadName',
    'workerData',
  ],
  refuses: {},
});
