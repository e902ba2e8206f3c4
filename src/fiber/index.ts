export {
  Coroutine,
  asyncIdsMissing,
  children,
  engineStatus,
  enterEntryPoint,
  type Context,
  failures,
  housekeeping,
  onBareStack,
  requireEngine,
  room,
  running,
  suspend,
} from './coroutine';
export { type Engine, type EngineStatus, noEngine } from './engine';
export type { Binding, ChildDone, ChildRequest, EngineKind, RejectionHandler } from './addon';
export { closureOf, fulfilledWith, inOneInquiry } from './closure';
export { inspectorIsOpen } from './inspector-channel';
export { asOwn, beginOwn, endOwn, isOwnId, ownActive, ownCallbacks, ownImmediate } from './own-resources';
export { startPool, type PoolStatus } from './pool';
