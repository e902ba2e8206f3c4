import { runningFiber } from './current';
import type { Fiber } from './fiber';
import { WaitList } from './wait-list';

/** Who is inside where no fiber was. */
const OUTSIDE = 'code outside of fibers';

/** Lets one fiber in at a time, in the order in which they come. It is handed over: no other fiber gets in between. */
export class Mutex {
  #owner: Fiber | typeof OUTSIDE | null;
  readonly #line: WaitList;
  readonly #giveBack = (): void => this.leave();
  readonly #owners = (): Iterable<Fiber | string> => (this.#owner === null ? [] : [this.#owner]);

  /**
   * @param what named in reports, where `enter` is not given something else
   * @param owner who is inside already
   */
  constructor(what = 'a lock', owner: Fiber | null = null) {
    this.#owner = owner;
    this.#line = new WaitList({ what, giveBack: this.#giveBack, owners: this.#owners });
  }

  /** Whether a fiber, or code on the hub, is inside. */
  get taken(): boolean {
    return this.#owner !== null;
  }

  /** Parks while other code is inside. After it, and only then, comes `leave`. */
  enter(what = this.#line.options.what): void {
    if (this.#owner === null) this.#owner = runningFiber() ?? OUTSIDE;
    else this.#line.wait({}, undefined, { what, giveBack: this.#giveBack, owners: this.#owners });
  }

  leave(): void {
    this.#line.prepare();
    const next = this.#line.shift();
    this.#owner = next === null ? null : (next.fiber ?? OUTSIDE);
    next?.waker.resolve();
  }
}
