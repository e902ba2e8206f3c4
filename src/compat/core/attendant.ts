/**
 * Calls `use`. Its frame is the mark in stacks where an attendant's frames end and those of its caller go on (`channels.ts`), so this file
 * is not hidden from stacks as the others are.
 */
export function attendant<R>(use: () => R): R {
  return use();
}
