import type { EventEmitter } from 'node:events';
import { park, type Waker } from '../../hub';

/** The events that have come, with their first argument. */
export type SeenEvents = ReadonlyMap<string, unknown>;

/**
 * Parks until `check` gives something else than undefined: it is asked at once, and in the fiber after each of the events. Nothing is
 * taken for a caller in advance, so a kill or a timeout at any moment loses nothing.
 * @param what is waited for, for reports
 */
export function until<T>(
  emitter: EventEmitter,
  events: readonly string[],
  what: string,
  check: (seen: SeenEvents) => T | undefined,
): T {
  const seen = new Map<string, unknown>();
  let waker: Waker<void> | undefined;
  const listeners = events.map((event) => (argument: unknown) => {
    if (!seen.has(event)) seen.set(event, argument);
    waker?.resolve();
  });
  events.forEach((event, at) => emitter.on(event, listeners[at]!));
  try {
    for (let asked = -1; ;) {
      if (seen.size !== asked) {
        asked = seen.size;
        const got = check(seen);
        if (got !== undefined) return got;
      } else park<void>({ what, start: (ticket) => void (waker = ticket) });
    }
  } finally {
    events.forEach((event, at) => emitter.removeListener(event, listeners[at]!));
  }
}
