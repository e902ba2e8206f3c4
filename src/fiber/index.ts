export { Coroutine, asyncIdsMissing, engineStatus, failures, stacks } from './coroutine';
export { type Engine, type EngineStatus, noEngine } from './engine';
export type { EngineKind } from './addon';
