export { Coroutine, suspend } from './coroutine';
export {
  asyncResources,
  type Context,
  enterEntryPoint,
  failIn,
  leaveForGood,
  onBareStack,
  running,
} from './entry-point';
export { room } from './may-suspend';
export { asyncIdsMissing, engineStatus, requireEngine } from './runtime';
export { children, failures, housekeeping, osThread } from './services';
export { type Engine, type EngineStatus, noEngine } from './engine';
export type { Binding, ChildDone, ChildRequest, EngineKind, RejectionHandler } from './addon';
export { closureOf, fulfilledWith, inOneInquiry } from './closure';
export { inspectorIsOpen } from './inspector-channel';
export { asOwn, beginOwn, ended, endOwn, isOwnId, ownActive, ownCallbacks, ownImmediate } from './own-resources';
export { parkedEvents } from './parked-events';
export { startPool, type PoolStatus } from './pool';
