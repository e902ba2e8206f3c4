import { journal } from './registry';

export const { patch, unpatch, isPatched, original } = journal;
export { patches } from './registry';
export { watchHub } from './blocking';
export { filesAtOnce } from './fs-place';
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
} from './calls/types';
export { blocking } from './blocking';
export type { Anything, Maker, Slot } from './define';
export { alone, blocksHub, directly, mayPark } from './policy';
export { observation, type Observer } from './observation';
export { firstLoads } from './first-load';
export { type CreatedModule, watchModules } from './module-created';
export { changeSources } from './module-sources';
export { AddedSlot } from './added-slot';
export { FunctionSlot } from './slot';
export { standIn } from './module-stand-ins';
export { restack } from './restack';
