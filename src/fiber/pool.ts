import { setting } from '../base/config';
import { isMainThread } from '../base/main-thread';
import type { Binding } from './addon';

/** Who has decided on the size of libuv's pool of threads, and what it is as far as that is known. */
export interface PoolStatus {
  readonly size: number | null;
  readonly by: 'GREENPATCH_POOL' | 'UV_THREADPOOL_SIZE' | 'libuv' | 'an earlier use of the pool';
}

/** libuv's own, and its limit. */
const DEFAULT = 4;
const MOST = 1024;

function start(binding: Binding): PoolStatus {
  const wanted = setting('POOL');
  const { UV_THREADPOOL_SIZE: own } = process.env;
  if (own !== undefined) {
    return { size: Math.min(Math.max(Number.parseInt(own, 10) || 1, 1), MOST), by: 'UV_THREADPOOL_SIZE' };
  }
  if (wanted === 0) return { size: DEFAULT, by: 'libuv' };
  const added = binding.startPool(wanted);
  if (added === 0) return { size: null, by: 'an earlier use of the pool' };
  return added < 0 && process.platform === 'win32'
    ? { size: DEFAULT, by: 'libuv' }
    : { size: wanted, by: 'GREENPATCH_POOL' };
}

/** What became of it, once it has been started. */
let started: PoolStatus | undefined;

/**
 * Starts libuv's pool with as many threads as GREENPATCH_POOL says, unless UV_THREADPOOL_SIZE is set. The pool is the process's, and
 * keeps the size that it has when it is first used: so this is done by the main thread, at preload. Neither the environment nor the
 * event loop shows it.
 * @returns null in a worker
 */
export function startPool(binding: Binding): PoolStatus | null {
  return isMainThread ? (started ??= start(binding)) : null;
}
