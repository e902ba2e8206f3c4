/**
 * Events of which code is parked. To Node their call has returned: it says soon that a timer or a request is destroyed, and hooks that keep
 * something for it until then, as `node:test` does to know whose error it is, must hear of it when the code has ended.
 */
class ParkedEvents {
  /** By async id: how many fibers run code of it, and what has been put off. */
  readonly #events = new Map<number, { fibers: number; putOff: (() => void)[] }>();

  begin(asyncId: number): void {
    const event = this.#events.get(asyncId);
    if (event === undefined) this.#events.set(asyncId, { fibers: 1, putOff: [] });
    else event.fibers++;
  }

  /** @returns what has been put off to the end of its last fiber */
  end(asyncId: number): readonly (() => void)[] {
    const event = this.#events.get(asyncId);
    if (event === undefined || --event.fibers > 0) return [];
    this.#events.delete(asyncId);
    return event.putOff;
  }

  /** Puts a call off until the code of an event has ended. False where no code of it is parked. */
  putOff(asyncId: number, call: () => void): boolean {
    const event = this.#events.get(asyncId);
    if (event === undefined) return false;
    event.putOff.push(call);
    return true;
  }
}

/** Those of this thread. */
export const parkedEvents: ParkedEvents = new ParkedEvents();
