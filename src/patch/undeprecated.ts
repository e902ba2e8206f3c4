/**
 * Calls `fn` without warnings of deprecation, for which the program would be blamed. With --no-deprecation there are none, and the
 * property is read-only.
 */
export function undeprecated<T>(fn: () => T): T {
  const { noDeprecation } = process;
  if (noDeprecation) return fn();
  try {
    process.noDeprecation = true;
    return fn();
  } finally {
    process.noDeprecation = noDeprecation;
  }
}
