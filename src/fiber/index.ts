export {
  Coroutine,
  asyncIdsMissing,
  children,
  engineStatus,
  enterEntryPoint,
  type Context,
  failures,
  housekeeping,
  requireEngine,
  room,
  running,
  suspend,
} from './coroutine';
export { type Engine, type EngineStatus, noEngine } from './engine';
export type { Binding, ChildDone, ChildRequest, EngineKind } from './addon';
export { closureOf, fulfilledWith, inOneInquiry } from './closure';
export { startPool, type PoolStatus } from './pool';
