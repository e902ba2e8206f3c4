export { Coroutine, asyncIdsMissing, engineStatus, failures, housekeeping, requireEngine, suspend } from './coroutine';
export { type Engine, type EngineStatus, noEngine } from './engine';
export type { EngineKind } from './addon';
