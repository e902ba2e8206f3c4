export { GreenpatchError, CODES, type Code } from './base/errors';
export {
  Fiber,
  idle,
  inFiber,
  joinAll,
  killAll,
  sleep,
  spawn,
  spawnLater,
  wait,
  withTimeout,
  runningFiber as currentFiber,
  type FiberState,
  type JoinAllOptions,
  type TimeoutOptions,
  type WaitOptions,
} from './hub';
export { isPatched, original, patch, unpatch } from './patch';
export { adaptations, adapt, isAdapted, sync, unadapt, type Adaptation, type Sync, type SyncOptions } from './compat';
export { hubBlocking, type BlockingSite, type HubBlocking } from './observe';
