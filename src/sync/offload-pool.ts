import os from 'node:os';
import path from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { setting } from '../base/config';
import { originals } from '../base/originals';
import { OWN_CODE, PACKAGE_ROOT } from '../base/package-root';
import { shared } from '../base/shared';

/** Compiled apart from everything else. */
const WORKER = path.join(OWN_CODE, 'sync', 'offload-worker.js');

const MARK = 'greenpatch offload';

/** Whether this thread is one of those that `offload` makes. They are not patched: what blocks there blocks that thread alone. */
export const isOffloadWorker = (): boolean => !isMainThread && workerData === MARK;

/** One pool a thread. Its threads do not hold the process, and end when they have been idle for a while. */
const pools = shared('offload pool', () => ({ pool: null as Piscina | null }));

/** The pool of this thread. The library is loaded when it is first needed: programs that never offload do not pay for it. */
export function workerPool(): Piscina {
  if (pools.pool !== null) return pools.pool;
  const library = require('piscina') as { Piscina: typeof Piscina };
  return (pools.pool = new library.Piscina({
    filename: WORKER,
    minThreads: 0,
    maxThreads: setting('OFFLOAD_THREADS') || os.availableParallelism(),
    idleTimeout: setting('OFFLOAD_IDLE_MS'),
    execArgv: withoutPreload(process.execArgv),
    workerData: MARK,
    atomics: 'disabled', // the worker's own event loop goes on between jobs
    recordTiming: false,
    stricterFIFO: true,
  }));
}

const PRELOADS = ['-r', '--require', '--import'];

/** Loading greenpatch would only cost the workers time. In NODE_OPTIONS it stays, for their children. */
function withoutPreload(args: readonly string[]): string[] {
  return args.filter((arg, at) => {
    const [name = '', value] = arg.split('=', 2);
    if (PRELOADS.includes(name)) return !isOwn(value ?? args[at + 1] ?? '');
    return !(PRELOADS.includes(args[at - 1] ?? '') && isOwn(arg));
  });
}

function isOwn(name: string): boolean {
  const file = path.resolve(name);
  return /^greenpatch($|\/)/.test(name) || file === PACKAGE_ROOT || file.startsWith(OWN_CODE);
}

/** A pool that has lost a worker makes the next one when it is given work, even if other work is waiting for it already. */
export function replaceWorker(pool: Piscina): void {
  originals.setImmediate(() => {
    if (pool.queueSize > 0) void pool.run(null).catch(() => {});
  });
}
