/** How many calls are under way in which nothing may suspend, because native code cannot tell apart what stacks keep there. */
export interface WrappedCalls {
  wrapped: number;
}

type GuardTarget = readonly [object: object, name: string];

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** What is wrapped when native code says that one of these is missing. */
const TARGETS: Readonly<Record<string, readonly GuardTarget[]>> = {
  'parking inside Array.prototype.join': [
    [Array.prototype, 'join'],
    [Array.prototype, 'toLocaleString'],
    [typedArray, 'join'],
    [typedArray, 'toLocaleString'],
  ],
  'parking inside JSON.stringify': [[JSON, 'stringify']],
};

/**
 * Lets nothing suspend inside those of V8's functions that keep state outside the stack which a probe has not found: V8 ends
 * the process when several stacks get mixed up there. They are wrapped; those of other contexts (vm) cannot be.
 * @param missing what native code has not found, each `name: why`
 */
export function guard(counter: WrappedCalls, missing: readonly string[]): void {
  for (const [part, targets] of Object.entries(TARGETS)) {
    if (missing.some((one) => one.startsWith(part))) for (const [object, name] of targets) wrap(counter, object, name);
  }
}

function wrap(counter: WrappedCalls, object: object, name: string): void {
  const original = (object as Record<string, (...args: unknown[]) => unknown>)[name]!;
  const replacement = {
    [name](...args: unknown[]): unknown {
      counter.wrapped++;
      try {
        return Reflect.apply(original, this, args);
      } finally {
        counter.wrapped--;
      }
    },
  }[name]!;
  Object.defineProperty(replacement, 'length', { value: original.length, configurable: true });
  Object.defineProperty(object, name, { value: replacement });
}
