import { AsyncResource } from 'node:async_hooks';
import { GreenpatchError } from '../../../base/errors';
import { Coroutine, failures, suspend } from '../../../fiber';
import { countScopes, disown, forbidden, inFiber, own, ownerOf, runEntry, WaitList } from '../../../hub';

const marks = forbidden;

export type Body = (...args: unknown[]) => unknown;

/** Stacks as node-fibers counts them: it keeps those of ended fibers for the next ones. */
export const pool = { size: 120, idle: 0, created: 0 };

function takeStack(): void {
  if (pool.idle > 0) pool.idle--;
  else pool.created++;
}

function giveStack(): void {
  if (pool.idle < pool.size) pool.idle++;
}

/** The coroutine of one run of a fiber, from its start to its end. */
class Run extends Coroutine {
  constructor(
    readonly task: FiberTask,
    body: Body,
    args: unknown[],
  ) {
    super(body, globalThis, args);
  }
}

/** What a `reset` throws at the place where the fiber is. */
const zombie = (): Error => new Error('This Fiber is a zombie');

/**
 * A fiber as node-fibers has it: `run` enters it on top of the caller, `yield` goes back to the code that ran it last.
 *
 * It has no place in the hub. A call that parks in it parks the hub's fiber that has run it, with all that lies between:
 * `run` has not returned then, as it would not have if that call had blocked. Other code that would run it meanwhile waits until it
 * yields or ends.
 *
 * Nothing in here, nor on the stack while it is suspended, may refer to the object that the program holds: when the program
 * has let go of that, nothing can run the fiber any more, and its stack is unwound.
 */
export class FiberTask {
  started = false;
  /** It is suspended in `yield`. */
  yielding = false;
  /** What the program holds, while the fiber runs. */
  handle: object | null = null;
  #run: Run | null = null;
  #context: AsyncResource | null = null;
  /** What `yield` is to throw when it goes on. */
  #thrown: { error: unknown } | null = null;
  #zombie: Error | null = null;
  #inOrder = 0;
  /** What its runner holds: to yield does not suspend that. */
  #held = 0;
  /** All of them look again when it has yielded or ended. */
  #line: WaitList | null = null;

  constructor(readonly body: Body) {}

  /** The fiber whose stack runs now. */
  static get current(): FiberTask | null {
    const coroutine = Coroutine.current;
    return coroutine instanceof Run ? coroutine.task : null;
  }

  /** It is parked in a call that blocks. */
  get #parked(): boolean {
    return this.started && !this.yielding && this.#run?.state === 'suspended';
  }

  /** Calls `fn` where the fiber can be parked, once it is not parked any more. On the hub that is an entry point. */
  static enter(task: FiberTask, fn: () => unknown): unknown {
    const entered = (): unknown => {
      while (task.#parked && inFiber()) task.#awaitTurn();
      return fn();
    };
    if (Coroutine.current !== null && marks.inOrder === 0) return entered();
    return runEntry('fibers', entered, undefined, []);
  }

  #awaitTurn(): void {
    this.#line ??= new WaitList({
      what: 'run of a node-fiber that is parked itself',
      owners: () => {
        const owner = this.#run === null ? null : ownerOf(this.#run);
        return owner === null ? [] : [owner];
      },
    });
    this.#line.wait({}, undefined);
  }

  /** Starts it, or lets `yield` return `args[0]`. */
  run(handle: object, args: unknown[]): unknown {
    if (this.started) return this.#resume(handle, args[0]);
    this.started = true;
    takeStack();
    this.#run = new Run(this, this.body, args);
    this.#context = new AsyncResource('Fiber');
    return this.#resume(handle, undefined);
  }

  throwInto(handle: object, error: unknown): unknown {
    this.#thrown = { error };
    return this.#resume(handle, undefined);
  }

  /** Unwinds it: `yield` throws from now on. An error of its own comes out. */
  reset(handle: object): unknown {
    const end = (this.#zombie = zombie());
    try {
      return this.throwInto(handle, end);
    } catch (error) {
      if (error !== end) throw error;
      return undefined;
    } finally {
      this.#zombie = null;
    }
  }

  #resume(handle: object, value: unknown): unknown {
    const run = this.#run!;
    this.handle = handle;
    this.yielding = false;
    // What must not park below does not concern this stack, and the other way round.
    const { inOrder, held } = forbidden;
    this.#held = held;
    let out: unknown;
    try {
      marks.inOrder = this.#inOrder;
      out = this.#switch(run, value);
    } catch (error) {
      this.#ended();
      throw error;
    } finally {
      this.#inOrder = marks.inOrder;
      marks.inOrder = inOrder;
      this.handle = null;
      disown(run);
      this.#line?.resolveAll();
    }
    if (run.finished) this.#ended();
    if (run.state === 'threw') return failures.rethrow(undefined, out);
    return out;
  }

  /** Runs it until it yields or ends. While something parks in there, the runner is parked with it. */
  #switch(run: Run, value: unknown): unknown {
    const parkable = inFiber();
    for (;;) {
      if (parkable) own(run);
      else disown(run);
      if (run.inScope) countScopes(-1);
      const out = this.#context!.runInAsyncScope(run.resume, run, value);
      if (run.inScope) countScopes(+1);
      if (this.yielding || run.finished) return out;
      suspend();
      value = undefined;
    }
  }

  #ended(): void {
    this.started = this.yielding = false;
    this.#run = this.#context = null;
    this.#inOrder = 0;
    giveStack();
  }

  /** Suspends the running fiber; `run` returns `value`. The task must not stay on the stack as the program's object. */
  static yield(task: FiberTask, value: unknown): unknown {
    if (task.#zombie !== null) throw task.#zombie;
    const inGuest = Coroutine.insideGuest || Coroutine.current!.lockedGuests > 0;
    if (inGuest || !Coroutine.canSuspend || forbidden.held > task.#held) {
      throw new GreenpatchError('ERR_GREENPATCH_NOT_IN_FIBER', whyNot(inGuest));
    }
    task.yielding = true;
    const given = Coroutine.suspend(value);
    const thrown = task.#thrown;
    task.#thrown = null;
    if (thrown !== null) throw thrown.error;
    return given;
  }
}

function whyNot(inGuest: boolean): string {
  if (inGuest)
    return 'Fiber.yield() was called below an import of a WebAssembly instance, where nothing can be suspended.';
  if (Coroutine.canSuspend)
    return 'Fiber.yield() was called below a function of Node that no other code may interrupt, such as postMessage.';
  return 'Fiber.yield() was called in a promise job that the fiber drains itself, where nothing can be suspended.';
}
