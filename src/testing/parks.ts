import { GreenpatchError } from '../base/errors';
import { type Fiber, hub, notInFiber, runningFiber } from '../hub';

/** One park: which fiber, and in what (`sleep`, `Semaphore#acquire`, `fs.readFile`). */
export interface ParkRecord {
  readonly fiber: Fiber;
  readonly what: string;
}

/** Notes every park from now on, until `stop`, or the end of the block with `using`. */
export class ParkWatch implements Disposable {
  readonly parks: ParkRecord[] = [];
  readonly #before = hub.onPark;
  readonly #listener: NonNullable<typeof hub.onPark> = (park) => {
    this.#before?.(park);
    this.parks.push({ fiber: park.fiber, what: park.options.what });
  };

  /** @internal use `watchParks` */
  constructor() {
    hub.onPark = this.#listener;
  }

  /** How often a fiber, or any fiber, has given up the thread. */
  count(fiber?: Fiber): number {
    return fiber === undefined ? this.parks.length : this.parks.filter((park) => park.fiber === fiber).length;
  }

  /** @throws GreenpatchError ERR_GREENPATCH_DISPOSED when another watch, begun later, has not been stopped yet */
  stop(): void {
    if (hub.onPark === this.#before) return;
    if (hub.onPark !== this.#listener) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_DISPOSED',
        'A watch of parks was stopped before one that began later. Stop the inner one first, or use `using`.',
      );
    }
    hub.onPark = this.#before;
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/** Begins to note every park. */
export function watchParks(): ParkWatch {
  return new ParkWatch();
}

/**
 * What the running fiber parks in while it calls `fn`, in order: `[]` says that it has not parked.
 *
 *   assert.deepStrictEqual(parksOf(() => lock.acquire()), ['Semaphore#acquire']);
 */
export function parksOf(fn: () => unknown): string[] {
  const fiber = runningFiber();
  if (fiber === null) throw notInFiber('parksOf');
  const watch = watchParks();
  try {
    fn();
  } finally {
    watch.stop();
  }
  return watch.parks.filter((park) => park.fiber === fiber).map(({ what }) => what);
}
