/**
 * Gives an error that was made on the hub the stack of the blocking call that it ends, as the original, blocking function's
 * error would have. Everything else about the error stays.
 * @param below frames above and including this function's are left out
 */
export function withCallerStack<T>(error: T, below: (...args: never[]) => unknown): T {
  if (error instanceof Error && Object.isExtensible(error)) Error.captureStackTrace(error, below);
  return error;
}
