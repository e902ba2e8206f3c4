/**
 * Calls `fn` without warnings of deprecation, for which the program would be blamed. With --no-deprecation there are none, and the
 * property is read-only.
 */
export function undeprecated<T>(fn: () => T): T {
  const before = Object.getOwnPropertyDescriptor(process, 'noDeprecation');
  if (before?.value === true) return fn();
  try {
    process.noDeprecation = true;
    return fn();
  } finally {
    if (before === undefined) delete process.noDeprecation;
    else Object.defineProperty(process, 'noDeprecation', before);
  }
}
