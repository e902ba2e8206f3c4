import { isMainThread } from './main-thread';

/** The `workerData` of threads that `offload` makes. */
export const OFFLOAD_MARK = 'greenpatch offload';

/** Whether this thread is one of those that `offload` makes. They are not patched: what blocks there blocks that thread alone. */
export const isOffloadWorker = (): boolean =>
  !isMainThread && (require('node:worker_threads') as { workerData: unknown }).workerData === OFFLOAD_MARK;
