import type { Anything, Maker, Slot } from './define';
import { mayPark } from './may-park';

/**
 * Makes the replacement of a blocking function: the original, untouched, on the hub (invariant 2); something that parks in a
 * fiber.
 * @param make gives what runs in a fiber, or null when the function has to stay as it is
 */
export function blocking(make: (original: Anything, slot: Slot) => Anything | null): Maker {
  return (original, slot) => {
    const parking = make(original, slot);
    if (parking === null) return null;
    return {
      blocking(this: unknown, ...args: unknown[]): unknown {
        return Reflect.apply(slot.active && mayPark() ? parking : original, this, args);
      },
    }.blocking;
  };
}
