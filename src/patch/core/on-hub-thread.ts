import { Coroutine, osThread } from '../../fiber';
import { forbidden } from '../../hub';
import type { Anything, Maker } from './define';
import { restack } from './restack';

const marks = forbidden;

/**
 * Makes the replacement of a function of Node that keeps something by OS thread: where fibers have threads of their own it is called
 * on the event loop's, on which it keeps the same for all of them. Its caller waits, and nothing else runs meanwhile.
 */
export const onHubThread: Maker = (original, slot) => {
  if (!osThread.differs) return null;
  const replacement: Anything = {
    onHubThread(this: unknown, ...args: unknown[]): unknown {
      if (Coroutine.current === null || !slot.active) return Reflect.apply(original, this, args);
      marks.held++;
      try {
        return osThread.callOnHub((): unknown => Reflect.apply(original, this, args));
      } catch (error) {
        throw restack(error, slot.replacement); // its frames are the hub's
      } finally {
        marks.held--;
      }
    },
  }.onHubThread;
  return replacement;
};
