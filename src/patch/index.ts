import { journal } from './registry';

export const { patch, unpatch, isPatched, original } = journal;
export { patches } from './registry';
export { watchHub } from './core/blocking';
export { filesAtOnce } from './builtins/fs/place';
export type {
  OnceSyncOptions,
  QuestionSyncOptions,
  ReadAllSyncOptions,
  ReadLineSyncOptions,
  SecureSyncRequestOptions,
  SyncRequestExtras,
  SyncRequestOptions,
  SyncResponse,
  TlsaRecord,
} from './calls';
export { blocking } from './core/blocking';
export type { Anything, Maker, Slot } from './core/define';
export { alone, blocksHub, directly, mayPark } from './core/policy';
export { observation, type Observer } from './core/observation';
export { firstLoads } from './core/first-load';
export { type CreatedModule, watchModules } from './builtins/module/created';
export { changeSources } from './builtins/module/sources';
export { AddedSlot } from './core/added-slot';
export { FunctionSlot } from './core/slot';
export { standIn } from './builtins/module/stand-ins';
export { restack } from './core/restack';
