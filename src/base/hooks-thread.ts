import { isMainThread } from './main-thread';

/**
 * Whether this is the thread in which Node runs the hooks of `module.register`. Node runs preloads there, too; but it is Node's own
 * thread, and what blocks there blocks it alone.
 */
export const isHooksThread = (): boolean =>
  !isMainThread &&
  (process as unknown as { moduleLoadList: string[] }).moduleLoadList.includes(
    'NativeModule internal/modules/esm/worker',
  );
