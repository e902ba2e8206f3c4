import { inFiber } from '../hub';

/**
 * Whether a blocking call may park where it is made. Not on the hub (invariant 2); nor while the process exits, because
 * listeners of `exit` must have done their work when they return.
 */
export function mayPark(): boolean {
  return inFiber() && (process as { _exiting?: boolean })._exiting !== true;
}
