import type { Anything } from '../../../patch';
import { NodeFiber } from './fiber';

type NodeCallback = (error?: unknown, value?: unknown) => void;

/** `fibers/future`: values to come, which a fiber waits for in a straight line. The names of its fields are public. */
export interface Future {
  resolved?: boolean;
  value?: unknown;
  error?: any;
  callbacks?: [first: any, second: any][];
  /** What the wrapped function has returned. */
  _?: unknown;
  get(): unknown;
  return(value?: unknown): void;
  throw(error: unknown): void;
  detach(): void;
  isResolved(): boolean;
  resolver(): NodeCallback;
  resolve(callback: NodeCallback): Future;
  resolve(onError: Future, onValue: (value: unknown) => void): Future;
  resolveSuccess(callback: (value: unknown) => void): Future;
  proxy(future: Future): void;
  proxyErrors(futures: Future | Future[]): Future;
  promise(): Promise<unknown>;
  wait(): unknown;
}

export interface FutureConstructor {
  new (): Future;
  readonly prototype: Future;
  task(...fns: Anything[]): Future;
  wrap(fnOrObject: any, multi?: boolean, suffix?: string, stop?: boolean): any;
  wait(...futures: (Future | Future[])[]): void;
  fromPromise(promise: PromiseLike<unknown>): Future;
}

/** What a resolved future does with one who has waited: `resolve(callback)`, or `resolve(future, callback)`. */
function tell(future: Future, [first, second]: [any, any]): void {
  if (!second) first(future.error, future.value);
  else if (future.error) (first as Future).throw(future.error);
  else second(future.value);
}

/** All who wait are told at once. What one of them throws ends where uncaught errors do, and the others are still told. */
function settle(future: Future): void {
  const { callbacks } = future;
  if (callbacks === undefined) return;
  delete future.callbacks;
  for (const callback of callbacks) {
    try {
      tell(future, callback);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }
}

function assertPending(future: Future): void {
  if (future.resolved) throw new Error('Future resolved more than once');
}

/** Where the stack can be computed late, it shows both where the future is asked and where the error comes from. */
function linkStacks(error: object, asker: Anything): void {
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, asker);
  let known = Object.getOwnPropertyDescriptor(error, 'futureStack');
  if (known === undefined) {
    known = Object.getOwnPropertyDescriptor(error, 'stack');
    if (known === undefined) return;
    Object.defineProperty(error, 'futureStack', known);
  }
  const read = known.get as (() => string | undefined) | undefined;
  if (read === undefined) return;
  Object.defineProperty(error, 'stack', {
    configurable: true,
    enumerable: false,
    get() {
      const lines = read.call(error)?.split('\n');
      if (lines === undefined) return here.stack;
      return [lines[0], ...here.stack!.split('\n').slice(1), '    - - - - -', ...lines.slice(1)].join('\n');
    },
    set(value: unknown) {
      Object.defineProperty(error, 'stack', { value, configurable: true, enumerable: false, writable: true });
    },
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const methods = {
  get(this: Future): unknown {
    if (!this.resolved) throw new Error('Future must resolve before value is ready');
    if (!this.error) return this.value;
    if (isObject(this.error)) linkStacks(this.error, methods.get as Anything);
    throw this.error;
  },
  return(this: Future, value?: unknown): void {
    assertPending(this);
    this.value = value;
    this.resolved = true;
    settle(this);
  },
  throw(this: Future, error: unknown): void {
    assertPending(this);
    if (!error) throw new Error('Must throw non-empty error');
    this.error = error;
    this.resolved = true;
    settle(this);
  },
  /** No code will ask: an error is thrown from the event loop. */
  detach(this: Future): void {
    this.resolve((error) => {
      if (error) throw error;
    });
  },
  isResolved(this: Future): boolean {
    return this.resolved === true;
  },
  resolver(this: Future): NodeCallback {
    return (error, value) => (error ? this.throw(error) : this.return(value));
  },
  resolve(this: Future, first: any, second?: any): Future {
    if (this.resolved) tell(this, [first, second]);
    else (this.callbacks ??= []).push([first, second]);
    return this;
  },
  resolveSuccess(this: Future, callback: (value: unknown) => void): Future {
    return this.resolve((error, value) => {
      if (!error) callback(value);
    });
  },
  proxy(this: Future, future: Future): void {
    this.resolve((error, value) => (error ? future.throw(error) : future.return(value)));
  },
  proxyErrors(this: Future, futures: Future | Future[]): Future {
    return this.resolve((error) => {
      if (error) for (const future of Array.isArray(futures) ? futures : [futures]) future.throw(error);
    });
  },
  promise(this: Future): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.resolve((error, value) => (error ? reject(error) : resolve(value)));
    });
  },
  wait(this: Future): unknown {
    if (!this.isResolved()) Future.wait(this);
    return this.get();
  },
};

/** A call that is made in a fiber of its own, in the next tick, or in the fiber that waits for it before. */
class FutureCall {
  started = false;

  constructor(
    readonly future: Future,
    readonly fn: Anything,
    readonly context: unknown,
    readonly args: ArrayLike<unknown>,
  ) {
    process.nextTick(() => {
      if (this.started) return;
      this.started = true;
      NodeFiber(() => this.make()).run();
    });
  }

  make(): void {
    try {
      this.future.return(Reflect.apply(this.fn, this.context, this.args));
    } catch (error) {
      this.future.throw(error);
    }
  }
}

const calls = new WeakMap<Future, FutureCall>();

function begin(fn: Anything, context: unknown, args: ArrayLike<unknown>): Future {
  const future = new Future();
  calls.set(future, new FutureCall(future, fn, context, args));
  return future;
}

function task(...fns: Anything[]): Future {
  if (fns.length === 1) return (fns[0] as unknown as { future(): () => Future }).future()();
  const future = new Future();
  const values = new Array<unknown>(fns.length);
  let pending = fns.length;
  let failure: unknown;
  fns.forEach((fn, at) => {
    begin(fn, undefined, []).resolve((error, value) => {
      if (error) failure = error;
      values[at] = value;
      if (--pending > 0) return;
      if (failure) future.throw(failure);
      else future.return(values);
    });
  });
  return future;
}

function checkFuture(value: unknown): Future {
  if (value instanceof Future) return value;
  throw new Error(`${String(value)} is not a future`);
}

/** Suspends the running fiber until all are resolved. Throws none of their errors. */
function wait(...futures: (Future | Future[])[]): void {
  const open = futures.flatMap((one) => (Array.isArray(one) ? one.map(checkFuture) : [checkFuture(one)]));
  const waited = open.filter((future) => !future.isResolved());
  const fiber = NodeFiber.current;
  if (fiber === undefined) throw new Error("Can't wait without a fiber");
  // The first call that has not begun is made here and now.
  const own = waited.map((future) => calls.get(future)).find((call) => call !== undefined && !call.started);
  let pending = waited.length;
  const done = (): void => {
    if (--pending === 0) fiber.run();
  };
  for (const future of waited) if (future !== own?.future) future.resolve(done);
  if (own !== undefined) {
    own.started = true;
    own.make();
    pending--;
  }
  if (pending > 0) NodeFiber.yield();
}

function wrap(fnOrObject: any, multi?: boolean, suffix = 'Future', stop?: boolean): any {
  if (typeof fnOrObject === 'object') return wrapMethods(fnOrObject as object, multi, suffix, stop);
  if (typeof fnOrObject !== 'function') return undefined;
  const original = fnOrObject as Anything;
  const wrapped = function (this: unknown, ...args: unknown[]): Future {
    const future = new Future();
    const callback = future.resolver();
    args.push(multi ? (error: unknown, ...values: unknown[]) => callback(error, values) : callback);
    future._ = Reflect.apply(original, this, args);
    return future;
  };
  // Some functions carry others, as `request.get` did.
  if (!stop) Object.setPrototypeOf(wrapped, wrapMethods(ownMethods(original), multi, suffix, true));
  return wrapped;
}

function ownMethods(fn: object): object {
  const methods = Object.create(fn) as Record<string, unknown>;
  for (const [name, value] of Object.entries(fn)) if (value instanceof Function) methods[name] = value;
  return methods;
}

function wrapMethods(object: object, multi: boolean | undefined, suffix: string, stop?: boolean): object {
  const wrapped = Object.create(object) as Record<string, unknown>;
  for (const name in object) {
    const method = wrapped[name];
    if (method instanceof Function) wrapped[name + suffix] = wrap(method, multi, suffix, stop);
  }
  return wrapped;
}

function fromPromise(promise: PromiseLike<unknown>): Future {
  const future = new Future();
  promise.then(
    (value) => future.return(value),
    (error: unknown) => future.throw(error),
  );
  return future;
}

function make(): FutureConstructor {
  // A plain function: programs inherit from it with `util.inherits` and call it on their own objects.
  const constructor = function Future() {} as unknown as FutureConstructor & { prototype: Future };
  constructor.prototype = methods;
  Object.assign(constructor, { task, wrap, wait, fromPromise });
  // As fibers/future does: any function becomes one that is called in a fiber of its own and returns a future.
  (Function.prototype as unknown as { future: unknown }).future = function (this: Anything, detach?: boolean) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const fn = this;
    const inFuture = function (this: unknown, ...args: unknown[]): Future {
      const future = begin(fn, this, args);
      if (detach) future.detach();
      return future;
    };
    inFuture.toString = () => `<<Future ${String(fn)}.future()>>`;
    return inFuture;
  };
  return constructor;
}

export const Future: FutureConstructor = make();
