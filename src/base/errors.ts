/** Every code greenpatch throws, with what it means. The guide's table of errors is checked against this one. */
export const CODES = {
  ERR_GREENPATCH_NOT_IN_FIBER: 'A call that parks was made on the hub, where nothing can be parked.',
  ERR_GREENPATCH_DEADLOCK: 'Nothing is left that could wake the fibers that are still parked.',
  ERR_GREENPATCH_KILLED: 'The fiber was killed.',
  ERR_GREENPATCH_TIMEOUT: 'A timeout ran out.',
  ERR_GREENPATCH_ENGINE: 'No engine for fibers works here.',
  ERR_GREENPATCH_STACK: 'The system gives no memory, mapping or thread for one more stack.',
  ERR_GREENPATCH_INVALID_ARG: 'An argument or a setting has a value that cannot be used.',
  ERR_GREENPATCH_FINISHED: 'The fiber has ended already.',
  ERR_GREENPATCH_SELF_JOIN: 'A fiber waits for itself.',
  ERR_GREENPATCH_RESUMED_TWICE: 'A coroutine that is running or has finished was resumed.',
  ERR_GREENPATCH_BUSY: 'A stream or server already gives its data or connections to another reader.',
  ERR_GREENPATCH_TOO_LARGE: 'More bytes have come than the call was to take.',
  ERR_GREENPATCH_OFFLOAD: 'Work that was given to a worker thread could not be done there.',
  ERR_GREENPATCH_NOT_HELD: 'Something was released that is not held, or that another fiber holds.',
  ERR_GREENPATCH_DISPOSED: 'Something was released or disposed of twice.',
  ERR_GREENPATCH_EMPTY: 'There was nothing in a queue or channel, now or within the time given.',
  ERR_GREENPATCH_FULL: 'A queue or channel had no room, now or within the time given.',
  ERR_GREENPATCH_CLOSED: 'A queue, channel, pool or scope has been closed.',
  ERR_GREENPATCH_BROKEN_BARRIER: 'A barrier was broken or reset while a fiber waited at it.',
  ERR_GREENPATCH_PATCH: 'A patch names something that does not exist, or was declared twice.',
} as const;

export type Code = keyof typeof CODES;

/**
 * The one class of errors that greenpatch itself makes. `code` is stable; the message says what happened, why, and what to
 * do. Errors of patched calls are not of this class: they are what Node's own call gives.
 */
export class GreenpatchError extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'GreenpatchError', configurable: true, writable: true });
  }
}

/** How a wrong argument is shown in a message. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor?.name ?? 'Object'}`;
  return String(value);
}

/** Makes the error for an argument that cannot be used. */
export function invalidArgument(name: string, mustBe: string, value: unknown): GreenpatchError {
  return new GreenpatchError('ERR_GREENPATCH_INVALID_ARG', `"${name}" must be ${mustBe}, but is ${shown(value)}.`);
}

/**
 * Checks a duration.
 * @param name the parameter's name, for the message
 * @param value milliseconds
 * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG unless it is a finite number, zero or greater
 */
export function checkMilliseconds(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity) {
    throw invalidArgument(name, 'a finite number of milliseconds, zero or greater', value);
  }
}
