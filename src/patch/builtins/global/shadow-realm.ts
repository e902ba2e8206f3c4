import { closureOf } from '../../../fiber';
import type { Anything, Maker } from '../../core/define';

/** In the first place, how many timers hold the event loop open. Null where it cannot be had. */
function findTimerCount(): Int32Array | null {
  const timer = setTimeout(() => undefined, 0);
  clearTimeout(timer);
  try {
    const { ref } = Object.getPrototypeOf(timer) as { ref: Anything };
    const { timeoutInfo } = closureOf(ref, ['timeoutInfo']);
    return timeoutInfo instanceof Int32Array ? timeoutInfo : null;
  } catch {
    return null;
  }
}

const made = new WeakMap<Anything, Anything>();

/**
 * Node 24 sets the count of timers that hold the loop open to 0 when it makes a realm, since it evaluates its module of timers once
 * more. The timers of parked fibers count as well, so the count is kept.
 */
export const shadowRealm: Maker = (original, slot) => {
  const count = findTimerCount();
  if (count === null) return null;
  const proxy =
    made.get(original) ??
    new Proxy(original, {
      construct(target, args, newTarget) {
        const timers = count[0]!;
        try {
          return Reflect.construct(target, args, newTarget) as object;
        } finally {
          if (slot.active) count[0] = timers;
        }
      },
    });
  made.set(original, proxy);
  return proxy;
};
