import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Transferable } from 'node:worker_threads';
import { invalidArgument } from '../base/errors';
import { type Fiber, inFiber, notInFiber, type TimedOut, Wait, type Waker } from '../hub';
import { settle, workerEnded } from './offload-errors';
import { type Workers, workersOfThread } from './offload-pool';
import type { Job, JobOutcome } from './offload-protocol';

export interface OffloadOptions {
  /** Memory and ports among the arguments that are moved to the worker and not copied, as for `postMessage`. */
  readonly transfer?: readonly Transferable[];
  /** Whether memory of the result, or of its own properties, is moved and not copied. The worker must not use it again. */
  readonly transferResult?: boolean;
  /** Ends the call when it is aborted, and the worker with it. */
  readonly signal?: AbortSignal;
  /** Which function of a file; `default` unless given. */
  readonly export?: string;
}

export interface OffloadWithOptions {
  <A extends unknown[], T>(fn: (...args: A) => T, ...args: A): Awaited<T>;
  <T = any>(file: string | URL, ...args: unknown[]): T;
}

export interface Offload extends OffloadWithOptions {
  /**
   * The same with options.
   * @throws GreenpatchError ERR_GREENPATCH_INVALID_ARG
   */
  with(options: OffloadOptions): OffloadWithOptions;
}

type OffloadTarget = string | URL | ((...args: never[]) => unknown);

function describe(target: OffloadTarget): string {
  if (typeof target !== 'function') return String(target);
  return target.name === '' ? 'the offloaded function' : `the offloaded function ${target.name}`;
}

function sourceOf(fn: (...args: never[]) => unknown): string {
  const source = Function.prototype.toString.call(fn);
  const usable =
    !/\{\s*\[native code\]\s*\}$/.test(source) && !/^class\b/.test(source) && !types.isGeneratorFunction(fn);
  if (usable) return source;
  throw invalidArgument(
    'fn',
    'a function with a text of its own: not bound, not built in, no class and no generator',
    fn,
  );
}

function jobOf(target: OffloadTarget, args: readonly unknown[], options: OffloadOptions): Job {
  const transferResult = options.transferResult ?? false;
  if (typeof target === 'function') {
    return { source: sourceOf(target), name: target.name || 'anonymous', args, transferResult };
  }
  if (typeof target !== 'string' && !(target instanceof URL))
    throw invalidArgument('fn', 'a function, a path or a URL', target);
  const isUrl = target instanceof URL || target.startsWith('file:');
  const file = isUrl ? fileURLToPath(target) : path.resolve(target);
  return { file, name: options.export ?? 'default', args, transferResult };
}

/** Puts the job into a port of its own, at once: so it is what the arguments are now, and what cannot be cloned is said here. */
function channelWith(job: Job, transfer: readonly Transferable[]): MessageChannel {
  const channel = new MessageChannel();
  try {
    channel.port1.postMessage(job, transfer as Transferable[]);
    return channel;
  } catch (error) {
    channel.port1.close();
    throw error;
  }
}

function checkOptions(options: OffloadOptions): void {
  if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'an object', options);
  const { transfer, signal, export: name } = options;
  if (transfer !== undefined && !Array.isArray(transfer))
    throw invalidArgument('options.transfer', 'an array', transfer);
  if (name !== undefined && typeof name !== 'string') throw invalidArgument('options.export', 'a string', name);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidArgument('options.signal', 'an AbortSignal', signal);
  }
}

/** The wait until a job is done. What ends the wait ends the work: the worker is stopped, or the job never begins. */
class Offloaded extends Wait<void> {
  readonly #controller = new AbortController();
  #begun = false;
  #leaveThreads: (() => void) | undefined;

  constructor(
    private readonly workers: Workers,
    private readonly port: MessagePort,
    private readonly target: string,
    signal: AbortSignal | undefined,
  ) {
    super(null, undefined, { signal }, { what: `offload of ${target}`, keepAlive: true });
  }

  override owners(): Iterable<Fiber> {
    return this.#begun ? [] : this.workers.threads.users;
  }

  protected override begin(waker: Waker<void | TimedOut>, fiber: Fiber | null): void {
    super.begin(waker, fiber);
    this.#leaveThreads = this.workers.threads.enter(fiber!, waker, () => void this.#run(waker));
  }

  async #run(waker: Waker<void>): Promise<void> {
    this.#begun = true;
    const { port } = this;
    try {
      await this.workers.pool.run(port, { transferList: [port], signal: this.#controller.signal });
      waker.resolve();
    } catch (error) {
      waker.reject(workerEnded(this.target, error as Error));
    }
  }

  override leave(): void {
    super.leave();
    this.#controller.abort();
    this.#leaveThreads?.();
  }
}

function run(
  target: OffloadTarget,
  args: readonly unknown[],
  options: OffloadOptions,
  below: (...args: never[]) => unknown,
): unknown {
  const job = jobOf(target, args, options);
  if (!inFiber()) throw notInFiber('offload');
  if (options.signal?.aborted) throw options.signal.reason;
  const workers = workersOfThread();
  const { port1, port2 } = channelWith(job, options.transfer ?? []);
  try {
    new Offloaded(workers, port2, describe(target), options.signal).park();
    const outcome = receiveMessageOnPort(port1)!.message as JobOutcome;
    return settle(outcome, describe(target), below);
  } finally {
    port1.close();
  }
}

/**
 * Runs a function on a worker thread and parks the running fiber until it has returned: for what needs the processor, and for what
 * blocks and cannot be patched. Arguments and result are structured clones. gevent: `gevent.get_hub().threadpool.apply`.
 *
 * A function is sent as its text, without the variables around it; `require` in it starts from the current folder, and it runs in
 * strict mode. Of a file (a path from the current folder, or a URL) its default export is called, or the one that
 * `offload.with({ export })` names. Either may be async. Workers are not patched: what blocks there blocks that thread alone.
 *
 * A kill or timeout of the fiber stops the worker.
 *
 * @returns what the function returns, or what its promise is fulfilled with
 * @throws what the function throws, made again with its class where that is one of JavaScript's own; a DOMException `DataCloneError` for
 *   what cannot be cloned; the signal's reason; GreenpatchError ERR_GREENPATCH_OFFLOAD, ERR_GREENPATCH_INVALID_ARG,
 *   ERR_GREENPATCH_NOT_IN_FIBER
 */
export const offload: Offload = Object.assign(configured({}), {
  with(options: OffloadOptions) {
    checkOptions(options);
    return configured(options);
  },
});

function configured(options: OffloadOptions): OffloadWithOptions {
  const call = (target: OffloadTarget, ...args: unknown[]): unknown => run(target, args, options, call);
  return { offload: call }.offload;
}
