import { added } from '../core/added';
import { definePatch } from '../core/define';

export default definePatch({
  module: 'events',
  implements: {},
  adds: added('events', 'onceSync'),
  passThrough: [
    'EventEmitter',
    'EventEmitterAsyncResource',
    'addAbortListener',
    'captureRejectionSymbol',
    'captureRejections',
    'defaultMaxListeners',
    'errorMonitor',
    'getEventListeners',
    'getMaxListeners',
    'init',
    'kMaxEventTargetListeners',
    'kMaxEventTargetListenersWarned',
    'listenerCount',
    'on',
    'once',
    'setMaxListeners',
    'usingDomains',
  ],
  refuses: {},
});
