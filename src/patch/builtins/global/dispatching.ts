import { type Fiber, Mutex, runningFiber } from '../../../hub';
import type { Anything, Maker } from '../../core/define';

const WHAT = 'an event that another fiber dispatches';

interface Dispatch {
  /** Null from its end until the next one in line goes on. */
  owner: Fiber | null;
  /** Made when a second fiber comes. */
  line: Mutex | null;
}

/** By event, while fibers dispatch it. */
const dispatches = new WeakMap<Event, Dispatch>();

function enter(event: Event, fiber: Fiber): Dispatch {
  const dispatch = dispatches.get(event);
  if (dispatch === undefined) {
    const first: Dispatch = { owner: fiber, line: null };
    dispatches.set(event, first);
    return first;
  }
  dispatch.line ??= new Mutex(WHAT, dispatch.owner);
  dispatch.line.enter();
  dispatch.owner = fiber;
  return dispatch;
}

function leave(event: Event, dispatch: Dispatch): void {
  const { line } = dispatch;
  dispatch.owner = null;
  line?.leave();
  if (line === null || !line.taken) dispatches.delete(event);
}

/**
 * An event is marked while it is dispatched, and Node refuses to dispatch one that is marked. Code that runs to its end never meets that, so
 * another fiber waits until the listeners of the first one have returned. To dispatch it from a listener of its own is refused as always.
 */
export const dispatching: Maker = (original, slot) => {
  const replacement: Anything = function (this: unknown, event: unknown): unknown {
    const fiber = slot.active ? runningFiber() : null;
    // eslint-disable-next-line prefer-rest-params
    const args = arguments as unknown as unknown[];
    if (fiber === null || !(event instanceof Event) || dispatches.get(event)?.owner === fiber)
      return Reflect.apply(original, this, args);
    const dispatch = enter(event, fiber);
    try {
      return Reflect.apply(original, this, args);
    } finally {
      leave(event, dispatch);
    }
  };
  return replacement;
};
