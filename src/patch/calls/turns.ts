import { park, type Waker } from '../../hub';

/** Lets one fiber after the other in, in the order in which they came. */
export class Turns {
  #taken = false;
  readonly #waiting: Waker<void>[] = [];

  /** Whether it is somebody's turn. */
  get taken(): boolean {
    return this.#taken;
  }

  /** Parks while another fiber's turn lasts. After it, and only then, comes `leave`. */
  enter(what: string): void {
    if (!this.#taken) this.#taken = true;
    else
      park<void>({
        what,
        start: (waker) => void this.#waiting.push(waker),
        late: () => this.leave(), // killed in the moment when its turn came: the next one's
      });
  }

  leave(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (!next.done) return next.resolve();
    }
    this.#taken = false;
  }
}
