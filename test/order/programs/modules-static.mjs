// it: an ES module with imports that await: evaluation, ticks, promise jobs, timers and immediates
import { log, note, spin } from '../kit.js';
import './support/modules/sync.mjs';
import name from './support/modules/async.mjs';
import { value } from './support/modules/common.cjs';

log(name, value);
note('main');
process.nextTick(note, 'tick');
queueMicrotask(() => note('microtask'));
Promise.resolve().then(() => note('job'));
setTimeout(note, 0, 'timer');
setImmediate(note, 'immediate');
spin();
