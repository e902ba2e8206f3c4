import type workers from 'node:worker_threads';
import { builtin } from '../../../base/builtin';
import { definePatch } from '../../core/define';
import { emitting } from '../../core/emitting';
import { messages } from './messages';

export default definePatch({
  module: 'worker_threads',
  implements: {
    'messages of ports': messages,
    'Worker.prototype.emit': emitting(() => builtin<typeof workers>('worker_threads').Worker.prototype, {
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
