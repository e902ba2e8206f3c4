import { builtin } from './builtin';
import { isMainThread } from './main-thread';

/** The `workerData` of threads that `offload` makes. */
export const OFFLOAD_MARK = 'greenpatch offload';

/** Whether this thread is one of those that `offload` makes. They are not patched: what blocks there blocks that thread alone. */
export const isOffloadWorker = (): boolean =>
  !isMainThread && builtin<{ workerData: unknown }>('worker_threads').workerData === OFFLOAD_MARK;
