/**
 * The limits of a database, which can be set one by one.
 * @param call reads them all without arguments, and sets one that is named
 */
export function limitsOf(call: (args: readonly unknown[]) => unknown): object {
  const limits = {};
  for (const name of Object.keys(call([]) as object)) {
    Object.defineProperty(limits, name, {
      get: () => (call([]) as Record<string, unknown>)[name],
      set: (value: unknown) => void call([name, value]),
      enumerable: true,
      configurable: true,
    });
  }
  return limits;
}
