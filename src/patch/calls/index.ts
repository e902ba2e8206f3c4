import type { Anything } from '../core/define';

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
} from './types';

type CallTable = Readonly<Record<string, Anything>>;

/** A builtin that a program does not use is not loaded for those that it does: `tls` alone costs 20 ms. */
const PARTS: Readonly<Record<string, () => { calls: CallTable }>> = {
  dns: () => require('./dns'),
  events: () => require('./once'),
  http: () => require('./requests'),
  https: () => require('./requests'),
  'net.Server': () => require('./servers'),
  net: () => require('./sockets'),
  readline: () => require('./question'),
  stream: () => require('./streams'),
  timers: () => require('./sleep'),
  tls: () => require('./tls'),
};

/**
 * Gives what a function that a patch adds does.
 * @param what as it is declared, without `prototype`: `net.Socket.readSync`
 */
export function callOf(what: string): Anything {
  const part = Object.keys(PARTS).find((name) => what.startsWith(`${name}.`))!;
  return PARTS[part]!().calls[what]!;
}
