import { definePatch } from './define';
import { messages } from './messages';

export default definePatch({
  module: 'worker_threads',
  implements: { 'messages of ports': messages },
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
