import { journal } from './registry';

export const { patch, unpatch, isPatched, original } = journal;
export { patches } from './registry';
export { watchHub } from './blocking';
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
