import { requireEngine } from '../../../fiber';
import { runEntry } from '../../../hub';
import { type Body, pool, FiberTask } from './task';

/** What `require('fibers')` gives. */
export interface NodeFiber {
  /**
   * Starts the fiber, or goes on behind the `yield` in which it is, until it yields or ends.
   * @param value what its function gets, or `yield` returns
   * @returns what it passed to `yield`, or its result
   * @throws what it throws; Error when it is running
   */
  run(value?: unknown): unknown;
  /** The same, but `yield` throws. */
  throwInto(error?: unknown): unknown;
  /** Unwinds its stack: from now on `yield` throws in it. A fiber that has not started stays as it is. */
  reset(): unknown;
  readonly started: boolean;
}

export interface NodeFiberConstructor {
  new (body: Body): NodeFiber;
  (body: Body): NodeFiber;
  readonly prototype: NodeFiber;
  yield(value?: unknown): unknown;
  readonly current: NodeFiber | undefined;
  poolSize: number;
  readonly fibersCreated: number;
}

const tasks = new WeakMap<object, FiberTask>();

function taskOf(handle: unknown): FiberTask {
  const task = tasks.get(handle as object);
  if (task === undefined) throw new TypeError('Illegal invocation');
  return task;
}

/**
 * The program has let go of these fibers, and nothing can run them any more: what they have in their `finally` is run, and
 * their stacks are free again.
 */
const forgotten = new FinalizationRegistry((task: FiberTask) => {
  if (task.started) runEntry('fibers', () => task.reset({}), undefined, []);
});

function checkCount(args: ArrayLike<unknown>, text: string, most = 1): void {
  if (args.length > most) throw new TypeError(text);
}

function Fiber(this: unknown, ...args: [Body]): NodeFiber {
  if (args.length !== 1) throw new TypeError('Fiber expects 1 argument');
  if (typeof args[0] !== 'function') throw new TypeError('Fiber expects a function');
  if (new.target === undefined) return new (Fiber as unknown as NodeFiberConstructor)(args[0]);
  requireEngine();
  tasks.set(this as object, new FiberTask(args[0]));
  return this as NodeFiber;
}

const methods = {
  run(this: NodeFiber, ...args: unknown[]): unknown {
    const task = taskOf(this);
    return FiberTask.enter(task, () => {
      if (task.started && !task.yielding) throw new Error('This Fiber is already running');
      checkCount(args, 'run() excepts 1 or no arguments');
      if (!task.started) forgotten.register(this, task, task);
      return watched(task, () => task.run(this, args));
    });
  },
  throwInto(this: NodeFiber, ...args: unknown[]): unknown {
    const task = taskOf(this);
    return FiberTask.enter(task, () => {
      if (!task.yielding) throw new Error('This Fiber is not yielding');
      checkCount(args, 'throwInto() expects 1 or no arguments');
      return watched(task, () => task.throwInto(this, args[0]));
    });
  },
  reset(this: NodeFiber, ...args: unknown[]): unknown {
    const task = taskOf(this);
    return FiberTask.enter(task, () => {
      if (!task.started) return undefined;
      if (!task.yielding) throw new Error('This Fiber is not yielding');
      checkCount(args, 'reset() expects no arguments', 0);
      return watched(task, () => task.reset(this));
    });
  },
  get started(): boolean | undefined {
    return tasks.get(this)?.started;
  },
};

/** One that has ended needs no unwinding. */
function watched(task: FiberTask, enter: () => unknown): unknown {
  try {
    return enter();
  } finally {
    if (!task.started) forgotten.unregister(task);
  }
}

const statics = {
  yield(...args: unknown[]): unknown {
    const task = FiberTask.current;
    if (task === null) throw new Error('yield() called with no fiber running');
    checkCount(args, 'yield() expects 1 or no arguments');
    return FiberTask.yield(task, args[0]);
  },
  get current(): object | undefined {
    return FiberTask.current?.handle ?? undefined;
  },
  get poolSize(): number {
    return pool.size;
  },
  set poolSize(size: number) {
    pool.size = Number(size);
  },
  get fibersCreated(): number {
    return pool.created;
  },
};

function make(): NodeFiberConstructor {
  Object.defineProperties(Fiber.prototype, Object.getOwnPropertyDescriptors(methods));
  Object.defineProperties(Fiber, Object.getOwnPropertyDescriptors(statics));
  return Fiber as unknown as NodeFiberConstructor;
}

/** The one `Fiber` of the process, whichever copy of the library is asked for it. */
export const NodeFiber: NodeFiberConstructor = make();
