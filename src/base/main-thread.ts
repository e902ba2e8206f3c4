import { builtin } from './builtin';

/**
 * Whether this is the main thread. `node:worker_threads` says so too, but takes 2 ms to load, of which most programs have no other
 * use. Node marks the functions of `process` that workers must not call; only if this one is marked the module is asked.
 */
export const isMainThread: boolean =
  (process.abort as { disabled?: boolean }).disabled !== true ||
  builtin<{ isMainThread: boolean }>('worker_threads').isMainThread;
