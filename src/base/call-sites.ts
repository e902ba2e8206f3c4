/**
 * The calls on the stack, innermost first, whatever the program does to stack traces. Empty where the way in which stacks are
 * noted cannot be changed.
 * @param frames how many at most
 * @param below the frames of this function, and above it, are left out
 */
export function callSites(frames: number, below: (...args: never[]) => unknown): NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  try {
    Error.stackTraceLimit = frames;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, below);
    const { stack } = holder;
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
    return Array.isArray(stack) ? stack : [];
  } catch {
    return []; // frozen intrinsics
  }
}
