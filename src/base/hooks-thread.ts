import { isLoaded } from './builtin';
import { isMainThread } from './main-thread';

/**
 * Whether this is the thread in which Node runs the hooks of `module.register`. Node runs preloads there, too; but it is Node's own
 * thread, and what blocks there blocks it alone.
 */
export const isHooksThread = (): boolean => !isMainThread && isLoaded('internal/modules/esm/worker');
