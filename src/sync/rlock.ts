import { GreenpatchError } from '../base/errors';
import { type Fiber, runningFiber, TIMED_OUT, WaitList, type WaitOptions } from '../hub';
import { Hold } from './hold';
import { checkWait, type Limit } from './limits';
import { LockBase } from './lock';

/** A fiber, or the hold of asynchronous code, which has no fiber of its own. */
export type Owner = Fiber | Hold;

/** What a `Condition` puts aside while it waits. */
export interface Saved {
  readonly owner: Owner;
  readonly depth: number;
}

/**
 * A lock that its owner may acquire again. gevent: `gevent.lock.RLock`. First come, first served, as `Semaphore`.
 *
 * The owner is the fiber. An `async` function may be in another fiber after each `await`: it takes `holdAsync`, whose hold is the
 * owner, and cannot acquire again while it has it.
 */
export class RLock extends LockBase {
  #owner: Owner | null = null;
  #depth = 0;
  protected readonly what = 'RLock';
  readonly #line = new WaitList<true, Owner>({
    what: 'RLock#acquire',
    giveBack: () => this.#handOn(),
    owners: () => (this.#owner === null ? [] : [this.#owner instanceof Hold ? 'asynchronous code' : this.#owner]),
  });

  get [Symbol.toStringTag](): string {
    return 'RLock';
  }

  /** Whether it is held. */
  locked(): boolean {
    return this.#owner !== null;
  }

  /** How many wait for it. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Whether the running fiber holds it. */
  get held(): boolean {
    return this.#owner !== null && this.#owner === runningFiber();
  }

  /** @internal whether it is a fiber that holds it */
  get ownedByFiber(): boolean {
    return this.#owner !== null && !(this.#owner instanceof Hold);
  }

  /**
   * Takes the lock, or takes it once more; parks while another one holds it.
   * @param limit ms at most, or `{ timeout, signal }`; with a timeout of 0 it does not park
   * @returns false when the time ran out
   * @throws the signal's reason; GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER, ERR_GREENPATCH_INVALID_ARG
   */
  acquire(limit?: Limit): boolean {
    return this.enter(checkWait('RLock#acquire', limit), runningFiber()!);
  }

  /**
   * Takes the lock if that needs no waiting.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER: the hub is not one owner but many
   */
  tryAcquire(): boolean {
    checkWait('RLock#tryAcquire', undefined);
    return this.#take(runningFiber()!, 1);
  }

  /**
   * Undoes one acquire of the running fiber. Its last one hands the lock to the first in line.
   * @throws GreenpatchError ERR_GREENPATCH_NOT_HELD when the running code does not hold it
   */
  release(): void {
    this.leave(runningFiber());
  }

  /** @internal puts it down altogether */
  save(owner: Owner | null): Saved {
    this.#check(owner);
    const saved = { owner: owner!, depth: this.#depth };
    this.#handOn();
    return saved;
  }

  /** @internal takes it up again as it was */
  restore({ owner, depth }: Saved): void {
    if (!this.#take(owner, depth)) this.#line.wait({}, owner);
    this.#depth = depth;
  }

  /** @internal */
  async restoreAsync({ owner, depth }: Saved): Promise<void> {
    if (!this.#take(owner, depth)) await this.#line.waitAsync({}, owner);
    this.#depth = depth;
  }

  protected enter(options: WaitOptions, owner: Owner): boolean {
    if (this.#take(owner, 1)) return true;
    return options.timeout !== 0 && this.#line.wait(options, owner) !== TIMED_OUT;
  }

  protected async enterAsync(options: WaitOptions, owner: Owner): Promise<boolean> {
    if (this.#take(owner, 1)) return true;
    return options.timeout !== 0 && (await this.#line.waitAsync(options, owner)) !== TIMED_OUT;
  }

  protected leave(owner: Owner | null): void {
    this.#check(owner);
    if (this.#depth > 1) this.#depth--;
    else this.#handOn();
  }

  #take(owner: Owner, depth: number): boolean {
    if (this.#owner !== null && this.#owner !== owner) return false;
    this.#owner = owner;
    this.#depth += depth;
    return true;
  }

  #handOn(): void {
    this.#line.prepare();
    const next = this.#line.shift();
    this.#owner = next?.data ?? null;
    this.#depth = next === null ? 0 : 1;
    next?.waker.resolve(true);
  }

  #check(owner: Owner | null): void {
    if (owner !== null && owner === this.#owner) return;
    const has =
      this.#owner === null ? 'no fiber' : this.#owner instanceof Hold ? 'asynchronous code' : `fiber ${this.#owner.id}`;
    throw new GreenpatchError(
      'ERR_GREENPATCH_NOT_HELD',
      `This RLock cannot be released here: ${has} holds it. Its owner releases it, best with hold() or runExclusive(); ` +
        'an async function, which may change its fiber at each await, takes holdAsync().',
    );
  }
}
