export {
  Coroutine,
  asyncHooksInUse,
  asyncIdsMissing,
  engineStatus,
  entryContext,
  failures,
  housekeeping,
  requireEngine,
  suspend,
} from './coroutine';
export { type Engine, type EngineStatus, noEngine } from './engine';
export type { EngineKind } from './addon';
