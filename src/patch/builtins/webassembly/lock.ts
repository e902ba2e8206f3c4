import { GreenpatchError } from '../../../base/errors';
import { Coroutine } from '../../../fiber';
import { controlsOf, type Fiber, hub, inFiber, ownerOf, WaitList } from '../../../hub';

/** Whose stack is in a guest: a coroutine's, or the thread's own, which is the hub's. */
type Stack = Coroutine | 'the event loop';

interface HeldStack {
  readonly stack: Stack;
  depth: number;
}

const fiberOf = (stack: Stack): Fiber | null => (typeof stack === 'string' ? null : ownerOf(stack));

/**
 * Lets one stack at a time into an instance of WebAssembly, and into those that share something with it. A stack that is in may come in
 * again. First come, first served.
 *
 * A stack that has been inside keeps the others out until it parks elsewhere or ends: between two calls the JavaScript around a guest
 * keeps what belongs together, such as a place on the guest's stack, and takes it that no other call comes between.
 */
export class GuestLock {
  #stack: Stack | null = null;
  #depth = 0;
  /** Others that were inside what has been merged in; no new one comes in until they are out. */
  #others: HeldStack[] = [];
  /** What a stack is let in with, to say which one has come too late. */
  readonly #line: WaitList<Stack, Stack>;
  /** Who has come out last while others wait: it may come in again until the hub runs. */
  #last: Stack | null = null;
  #into: GuestLock | null = null;

  /** @param what the guest, in reports */
  constructor(public what: string) {
    this.#line = new WaitList({
      what,
      giveBack: (stack) => this.root.#leave(stack),
      owners: () => this.root.#owners(),
    });
  }

  /** What it has become by merging. */
  get root(): GuestLock {
    let root: GuestLock = this; // eslint-disable-line @typescript-eslint/no-this-alias
    while (root.#into !== null) root = root.#into;
    return root;
  }

  /**
   * Comes in, and waits for that where another stack is inside.
   * @returns the coroutine that has come in, for `leave`
   * @throws GreenpatchError ERR_GREENPATCH_NOT_IN_FIBER where it would have to wait and cannot; the reason of a kill or timeout
   */
  enter(): Coroutine | null {
    const me = Coroutine.current;
    const stack = me ?? 'the event loop';
    if (this.#into !== null) this.root.#enter(stack);
    else if (this.#stack === null && this.#line.empty) {
      this.#stack = stack;
      this.#depth = 1;
    } else this.#enter(stack);
    if (me !== null) {
      me.lockedGuests++;
      // A guest that is unwound in its midst has no destructors: kills wait until it is left.
      const fiber = ownerOf(me);
      if (fiber !== null) controlsOf(fiber).shield();
    }
    return me;
  }

  leave(me: Coroutine | null): void {
    if (me !== null) {
      me.lockedGuests--;
      const fiber = ownerOf(me);
      if (fiber !== null) controlsOf(fiber).unshield();
    }
    const stack = me ?? 'the event loop';
    if (this.#into === null && this.#stack === stack && this.#depth > 1) this.#depth--;
    else this.root.#leave(stack);
  }

  #enter(stack: Stack): void {
    if (this.#stack === null) {
      if (!this.#line.empty && (this.#last === null || !this.#isMine(this.#last, stack))) return this.#wait(stack);
      this.#stack = stack;
      this.#depth = 1;
      return;
    }
    if (this.#isMine(this.#stack, stack)) {
      this.#depth++;
      return;
    }
    const hold = this.#others.find((other) => this.#isMine(other.stack, stack));
    if (hold !== undefined) hold.depth++;
    else this.#wait(stack);
  }

  /** A node-fiber's stack belongs to the fiber that has run it. */
  #isMine(holder: Stack, stack: Stack): boolean {
    if (holder === stack) return true;
    const fiber = fiberOf(stack);
    return fiber !== null && fiber === fiberOf(holder);
  }

  #wait(stack: Stack): void {
    if (!inFiber()) throw inUse(this.what, this.#stack ?? this.#line.first()?.data ?? 'the event loop');
    const what = `a call into ${this.what}, which another fiber is in`;
    const { giveBack, owners } = this.#line.options;
    this.#line.wait({}, stack, { what, giveBack, owners });
  }

  #owners(): (Fiber | string)[] {
    const stacks = [...(this.#stack === null ? [] : [this.#stack]), ...this.#others.map((other) => other.stack)];
    return stacks.map((stack) => fiberOf(stack) ?? 'the event loop');
  }

  #leave(stack: Stack): void {
    if (this.#stack !== null && this.#isMine(this.#stack, stack)) {
      if (--this.#depth > 0) return;
      this.#stack = null;
    } else {
      const hold = this.#others.find((other) => this.#isMine(other.stack, stack))!;
      if (--hold.depth === 0) this.#others.splice(this.#others.indexOf(hold), 1);
    }
    if (this.#stack !== null || this.#promote() || this.#line.empty) return;
    if (this.#last === null) hub.push(this);
    this.#last = stack;
  }

  /** One of those who were inside what has been merged in is the one inside now. */
  #promote(): boolean {
    const other = this.#others.pop();
    if (other === undefined) return false;
    this.#stack = other.stack;
    this.#depth = other.depth;
    return true;
  }

  /** Called by the hub, when the stack that came out has parked or ended: the first that waits is let in; no other gets in between. */
  step(): void {
    this.#last = null;
    if (this.#into !== null) return this.#into.root.step();
    if (this.#stack === null) this.#handOn();
  }

  #handOn(): void {
    const next = this.#line.shift();
    if (next === null) return;
    this.#stack = next.data;
    this.#depth = 1;
    next.waker.resolve(next.data);
  }

  /** Makes one lock of two: from now on a stack that is in one of these guests keeps the others out of all of them. */
  merge(other: GuestLock): void {
    const into = this.root;
    const from = other.root;
    if (into === from) return;
    from.#into = into;
    if (from.#stack !== null) into.#others.push({ stack: from.#stack, depth: from.#depth });
    into.#others.push(...from.#others);
    into.#line.takeOver(from.#line);
    from.#others = [];
    if (into.#stack === null && !into.#promote()) hub.push(into);
  }
}

function inUse(what: string, holder: Stack): GreenpatchError {
  const fiber = fiberOf(holder);
  const who = fiber === null ? 'the event loop' : `fiber ${fiber.id} (${fiber.name})`;
  return new GreenpatchError(
    'ERR_GREENPATCH_NOT_IN_FIBER',
    `A call into ${what} was made where nothing can be parked, while ${who} is inside and parked. Call it inside a fiber, ` +
      'or leave GREENPATCH_GUESTS at block.',
  );
}
