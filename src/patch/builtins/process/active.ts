import { isOwnId, ownActive, ownCallbacks } from '../../../fiber';
import type { Maker } from '../../core/define';

/** A request as Node lists it, or the object that has it. */
interface ActiveRequest {
  getAsyncId?(): number;
  /** Of `fs.readFile`, through all its reads. */
  readonly context?: { readonly callback?: object };
}

/** Whether a request stands for a blocking call. */
function isOwn(request: ActiveRequest): boolean {
  try {
    return isOwnId(request.getAsyncId?.() ?? 0) || ownCallbacks.has(request.context!.callback!);
  } catch {
    return false; // it has no context, or is an object of the program's
  }
}

/** `process._getActiveRequests` without the requests that stand for blocking calls: those have none. */
export const activeRequests: Maker = (original, slot) =>
  function _getActiveRequests(this: unknown, ...args: unknown[]): unknown {
    const requests = Reflect.apply(original, this, args) as ActiveRequest[];
    return slot.active ? requests.filter((request) => !isOwn(request)) : requests;
  };

/** `process.getActiveResourcesInfo` likewise: it names requests, handles, timers and immediates, in this order. */
export const activeResources: Maker = (original, slot) => {
  const list = slot.found('_getActiveRequests') as (this: unknown) => ActiveRequest[];
  return function getActiveResourcesInfo(this: unknown, ...args: unknown[]): unknown {
    const names = Reflect.apply(original, this, args) as string[];
    if (!slot.active) return names;
    const requests = Reflect.apply<unknown, [], ActiveRequest[]>(list, process, []);
    let { timers, immediates } = ownActive;
    return names.filter((name, at) => {
      if (at < requests.length) return !isOwn(requests[at]!);
      if (name === 'Timeout') return timers-- <= 0;
      return name !== 'Immediate' || immediates-- <= 0;
    });
  };
};
