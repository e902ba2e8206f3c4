import { Verbatim } from './values';

/** Stands for it there. */
export interface Token {
  readonly token: number;
}

/** What an aggregate function has gathered so far may be anything, so it stays here and has a number there. */
export class Gathered {
  readonly #values = new Map<number, unknown>();
  #last = 0;

  keep(value: unknown): Verbatim {
    this.#values.set(++this.#last, value);
    return new Verbatim({ token: this.#last } satisfies Token);
  }

  /** The value that an aggregation begins with, where no function makes it, stays. */
  take({ token }: Token): unknown {
    return this.#values.get(token);
  }

  replace({ token }: Token, value: unknown): undefined {
    if (value !== undefined) this.#values.set(token, value);
  }

  clear = (): void => this.#values.clear();
}
