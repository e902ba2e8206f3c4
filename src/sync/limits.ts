import { checkMilliseconds, invalidArgument } from '../base/errors';
import { checkSignal, inFiber, notInFiber, type WaitOptions } from '../hub';

/** How long a wait may take: ms, or options. */
export type Limit = number | WaitOptions;

/** A wait as long as it takes. */
export const NO_LIMIT: WaitOptions = {};

/**
 * Checks the limit of a wait, whatever its outcome.
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG; the signal's reason when it has been aborted already
 */
export function checkLimit(limit: Limit | undefined): WaitOptions {
  if (limit === undefined) return NO_LIMIT;
  if (typeof limit === 'number') {
    checkMilliseconds('timeout', limit);
    return { timeout: limit };
  }
  if (typeof limit !== 'object' || limit === null) throw invalidArgument('limit', 'ms or an object', limit);
  if (limit.timeout !== undefined) checkMilliseconds('limit.timeout', limit.timeout);
  checkSignal('limit.signal', limit.signal);
  if (limit.signal?.aborted) throw limit.signal.reason;
  return limit;
}

/**
 * The same for a wait that parks, which must be in a fiber also when it would not have to wait now: else it would fail only
 * when it has to.
 * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, and as `checkLimit`
 */
export function checkWait(what: string, limit: Limit | undefined): WaitOptions {
  if (!inFiber()) throw notInFiber(what);
  return checkLimit(limit);
}

/** Checks a whole number. */
export function checkCount(name: string, value: unknown, least: number): asserts value is number {
  if (Number.isInteger(value) && (value as number) >= least) return;
  throw invalidArgument(name, `a whole number, ${least} or greater`, value);
}

/** Checks a function. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw invalidArgument(name, 'a function', value);
}
