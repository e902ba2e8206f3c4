// The public API: what `require('greenpatch/api')` gives. Loading it patches nothing. What few programs need comes through lazy.ts.
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
  waitGraph,
  withSignal,
  runningFiber as currentFiber,
  type CancelScope,
  type FiberState,
  type JoinAllOptions,
  type TimeoutOptions,
  type WaitNode,
  type WaitOptions,
} from './hub';
export {
  isPatched,
  original,
  patch,
  unpatch,
  type OnceSyncOptions,
  type QuestionSyncOptions,
  type ReadAllSyncOptions,
  type ReadLineSyncOptions,
  type SecureSyncRequestOptions,
  type SyncRequestExtras,
  type SyncRequestOptions,
  type SyncResponse,
  type TlsaRecord,
} from './patch';
export {
  adaptations,
  adapt,
  isAdapted,
  sync,
  unadapt,
  type Adaptation,
  type AdaptOptions,
  type Sync,
  type SyncOptions,
} from './compat';
export { hubBlocking, type BlockingSite, type FilesAtOnce, type HubBlocking } from './observe';
export * from './lazy';
