/** How many joins of arrays are under way, where native code cannot tell stacks' joins apart. */
export interface Joining {
  joining: number;
}

const METHODS = ['join', 'toLocaleString'] as const;

/**
 * Lets nobody suspend while an array is joined: V8 keeps what is being joined outside the stack, and ends the process when several
 * stacks get mixed up there. Its own functions are wrapped; those of other contexts (vm) cannot be.
 */
export function guardJoins(counter: Joining): void {
  const prototypes = [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype)] as Record<string, unknown>[];
  for (const prototype of prototypes) {
    for (const name of METHODS) {
      const original = prototype[name] as (...args: unknown[]) => unknown;
      const guarded = {
        [name](...args: unknown[]): unknown {
          counter.joining++;
          try {
            return Reflect.apply(original, this, args);
          } finally {
            counter.joining--;
          }
        },
      }[name]!;
      Object.defineProperty(guarded, 'length', { value: original.length, configurable: true });
      Object.defineProperty(prototype, name, { value: guarded });
    }
  }
}
