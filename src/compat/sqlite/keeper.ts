import { controlsOf, type Fiber, type Waiter } from '../../hub';

/** Which fibers have something open in a database: a transaction, or cursors. Tells when one of them ends. */
export class OpenKeeper {
  /** Whose transaction is open. Null also for one that was begun on the hub, or by a fiber that has returned since. */
  owner: Fiber | null = null;
  /** Null for those that were opened on the hub. */
  readonly #cursors = new Map<number, Fiber | null>();
  readonly #watched = new Map<Fiber, Waiter<void, undefined>>();
  readonly #ended: (fiber: Fiber) => void;

  constructor(ended: (fiber: Fiber) => void) {
    this.#ended = ended;
  }

  has(fiber: Fiber): boolean {
    return this.#watched.has(fiber);
  }

  fibers(): Fiber[] {
    return [...this.#watched.keys()];
  }

  /** Another fiber than this one that has something open. */
  keepsFrom(fiber: Fiber | null): Fiber | null {
    return this.fibers().find((other) => other !== fiber) ?? null;
  }

  own(fiber: Fiber): void {
    this.owner = fiber;
    this.#watch(fiber);
  }

  disown(): void {
    const { owner } = this;
    this.owner = null;
    if (owner !== null) this.#look(owner);
  }

  get cursors(): number {
    return this.#cursors.size;
  }

  opened(cursor: number, fiber: Fiber | null): void {
    this.#cursors.set(cursor, fiber);
    if (fiber !== null) this.#watch(fiber);
  }

  closed(cursor: number): void {
    const fiber = this.#cursors.get(cursor);
    this.#cursors.delete(cursor);
    if (fiber) this.#look(fiber);
  }

  /** What it had open. */
  forget(fiber: Fiber): { cursors: number[]; transaction: boolean } {
    const cursors = [...this.#cursors].filter(([, one]) => one === fiber).map(([cursor]) => cursor);
    const transaction = this.owner === fiber;
    for (const cursor of cursors) this.#cursors.set(cursor, null);
    if (transaction) this.owner = null;
    this.#look(fiber);
    return { cursors, transaction };
  }

  #watch(fiber: Fiber): void {
    if (this.#watched.has(fiber)) return;
    this.#watched.set(
      fiber,
      controlsOf(fiber).whenEnded(() => this.#ended(fiber), false),
    );
  }

  /** Whether it still has something open. */
  #look(fiber: Fiber): void {
    if (this.owner === fiber || [...this.#cursors.values()].includes(fiber)) return;
    this.#watched.get(fiber)?.leave();
    this.#watched.delete(fiber);
  }
}
