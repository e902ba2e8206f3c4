import { GreenpatchError } from '../base/errors';

/** Something that is held until it is released: `using hold = lock.hold()`, or `release()` in a `finally`. */
export class Hold implements Disposable {
  #release: (() => void) | null;

  /** @internal */
  constructor(
    readonly what: string,
    release: () => void,
  ) {
    this.#release = release;
  }

  get released(): boolean {
    return this.#release === null;
  }

  /**
   * Gives it back.
   * @throws GreenpatchError ERR_GREENPATCH_DISPOSED the second time: other code may hold it by then
   */
  release(): void {
    if (this.#release === null) {
      throw new GreenpatchError(
        'ERR_GREENPATCH_DISPOSED',
        `This hold of a ${this.what} has been released already. Release it once: with \`using\`, or in one \`finally\`.`,
      );
    }
    const release = this.#release;
    this.#release = null;
    release();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

/** Made where a lock could not be had in time, by the forms that have no other way to say it. */
export function lockTimeout(what: string, ms: number | undefined): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_TIMEOUT',
    `The ${what} could not be had within ${ms} ms. Its holder may be waiting for something else: see waitGraph().`,
  );
}
