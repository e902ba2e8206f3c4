import { GreenpatchError } from '../base/errors';
import { TIMED_OUT, WaitList } from '../hub';
import { checkLimit, checkWait, type Limit } from './limits';

type ResultOutcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * A value or an error that is to come, for any number of fibers and for `await`. gevent: `gevent.event.AsyncResult`. Set again it
 * has the later outcome, as in gevent; those who waited before have got the earlier one.
 *
 * An error that is never asked for is not reported, unlike that of a promise.
 */
export class AsyncResult<T = unknown> implements PromiseLike<T> {
  #outcome: ResultOutcome<T> | null = null;
  readonly #line = new WaitList<ResultOutcome<T>>({ what: 'AsyncResult#get' });

  get [Symbol.toStringTag](): string {
    return 'AsyncResult';
  }

  /** Whether there is an outcome. */
  ready(): boolean {
    return this.#outcome !== null;
  }

  /** Whether there is one, and it is a value. */
  successful(): boolean {
    return this.#outcome !== null && 'value' in this.#outcome;
  }

  /** The value; undefined as long as there is none. */
  get value(): T | undefined {
    return this.#outcome !== null && 'value' in this.#outcome ? this.#outcome.value : undefined;
  }

  /** The error; undefined as long as there is none. gevent: `exception`. */
  get error(): unknown {
    return this.#outcome !== null && 'error' in this.#outcome ? this.#outcome.error : undefined;
  }

  set(value: T): void {
    this.#settle({ value });
  }

  /** gevent: `set_exception`. */
  setError(error: unknown): void {
    this.#settle({ error });
  }

  #settle(outcome: ResultOutcome<T>): void {
    this.#line.prepare();
    this.#outcome = outcome;
    this.#line.resolveAll(outcome);
  }

  /**
   * Parks until there is an outcome.
   * @param limit ms at most, or `{ timeout, signal }`; a timeout of 0 only looks
   * @returns the value
   * @throws the error; the signal's reason; GreenpatchError ERR_GREENPATCH_TIMEOUT, ERR_GREENPATCH_NOT_IN_FIBER,
   *   ERR_GREENPATCH_INVALID_ARG
   */
  get(limit?: Limit): T {
    const options = checkWait('AsyncResult#get', limit);
    if (this.#outcome !== null || options.timeout === 0) return this.getNowait();
    return taken(this.#line.wait(options, undefined), options.timeout);
  }

  /** `get` for asynchronous code. */
  async getAsync(limit?: Limit): Promise<T> {
    const options = checkLimit(limit);
    if (this.#outcome !== null || options.timeout === 0) return this.getNowait();
    return taken(await this.#line.waitAsync(options, undefined), options.timeout);
  }

  /** The outcome that there is, without waiting; ERR_GREENPATCH_TIMEOUT when there is none, as in gevent. */
  getNowait(): T {
    return taken(this.#outcome ?? TIMED_OUT, 0);
  }

  /**
   * Parks until there is an outcome, and does not throw it.
   * @returns whether there is one; gevent gives the value or None, which cannot be told from a value of None
   */
  wait(limit?: Limit): boolean {
    const options = checkWait('AsyncResult#wait', limit);
    if (this.#outcome !== null || options.timeout === 0) return this.ready();
    return this.#line.wait(options, undefined) !== TIMED_OUT;
  }

  /** `wait` for asynchronous code. */
  async waitAsync(limit?: Limit): Promise<boolean> {
    const options = checkLimit(limit);
    if (this.#outcome !== null || options.timeout === 0) return this.ready();
    return (await this.#line.waitAsync(options, undefined)) !== TIMED_OUT;
  }

  /** For `await result`. */
  then<R = T, E = never>(
    onfulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onrejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.getAsync().then(onfulfilled, onrejected);
  }
}

function taken<T>(outcome: ResultOutcome<T> | typeof TIMED_OUT, timeout: number | undefined): T {
  if (outcome === TIMED_OUT) {
    throw new GreenpatchError(
      'ERR_GREENPATCH_TIMEOUT',
      `The AsyncResult was not set within ${timeout} ms. Look with ready(), or wait longer.`,
    );
  }
  if ('value' in outcome) return outcome.value;
  throw outcome.error;
}
