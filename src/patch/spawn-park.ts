import type childProcess from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { getSystemErrorMap } from 'node:util';
import { builtin } from '../base/builtin';
import { park, type Waker } from '../hub';
import { startTimer, stopTimer, type Timer } from '../hub/timer';

/** One entry of `stdio` as Node's internal spawnSync has it. */
interface Stdio {
  readonly type: string;
  readonly fd?: number;
  readonly input?: NodeJS.ArrayBufferView;
}

/** What Node's internal spawnSync takes. */
export interface SpawnOptions {
  readonly file: string;
  readonly cwd?: string;
  readonly stdio: readonly Stdio[];
  readonly timeout?: number;
  readonly maxBuffer?: number;
  readonly killSignal?: number;
}

/** What it gives, with its keys in this order. */
export interface SpawnResult {
  error?: number;
  status: number | null;
  signal: string | null;
  output: (Buffer | null)[] | null;
  pid: number;
}

const PLAIN = new Set(['pipe', 'ignore', 'inherit', 'fd']);

/** Whether all that is asked for can be done asynchronously, with the same outcome: a `cwd` of '' is an error only here. */
export function canSpawn({ stdio, cwd }: SpawnOptions): boolean {
  if (cwd === '') return false;
  return stdio.every((entry, at) => PLAIN.has(entry.type) && (at === 0 || entry.input === undefined));
}

/** Node's number of a system error: negative. */
function errorNumber(name: string): number {
  for (const [number, [found]] of getSystemErrorMap()) if (found === name) return number;
  return -1;
}

/**
 * Input that the pipe takes as a whole, in bytes. The original writes it right after the start, and a child that ends without
 * having read it is no error.
 */
const PIPE_BYTES = 128 * 1024;

/** One child process and what is known of it so far. */
class Run {
  readonly #child = new (builtin<typeof childProcess>('child_process').ChildProcess)();
  readonly #output: (Buffer[] | null)[];
  #buffered = 0;
  #killed = false;
  #error = 0;
  #pipeError = 0;
  #inputWritten = true;
  #timer: Timer | undefined;

  constructor(
    readonly options: SpawnOptions,
    readonly waker: Waker<SpawnResult>,
  ) {
    this.#output = options.stdio.map(({ type }, at) => (type === 'pipe' && at > 0 ? [] : null));
    const child = this.#child;
    child.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
    // Killed, its pipes may be held open by processes of its own: nobody waits for those.
    child.on('exit', () => this.#killed && this.#end());
    child.on('close', () => this.#end());
  }

  start(): void {
    const { options } = this;
    const stdio = options.stdio.map(({ type, fd }) => fd ?? type);
    if (options.timeout! > 0) {
      this.#timer = startTimer(options.timeout!, (error) => this.kill(error), errorNumber('ETIMEDOUT'));
    }
    try {
      // Undocumented, but public; takes the options as Node has normalized them.
      (this.#child as unknown as { spawn(options: object): void }).spawn({ ...options, stdio });
    } catch (error) {
      return this.#failed(error as NodeJS.ErrnoException);
    }
    if (!this.#child.pid) return; // an 'error' follows
    this.#child.stdio.forEach((stream, at) => at > 0 && stream !== null && this.#collect(stream as Readable, at));
    if (this.#child.stdin !== null) this.#feed(this.#child.stdin);
  }

  #collect(stream: Readable, at: number): void {
    stream.on('error', (error: NodeJS.ErrnoException) => (this.#pipeError ||= error.errno ?? 0));
    stream.on('data', (chunk: Buffer) => {
      if (this.#killed) return;
      this.#output[at]!.push(chunk);
      this.#buffered += chunk.length;
      const { maxBuffer = 0 } = this.options; // none when it is 0
      if (maxBuffer > 0 && this.#buffered > maxBuffer) this.kill(errorNumber('ENOBUFS'));
    });
  }

  #feed(stdin: Writable): void {
    const { input } = this.options.stdio[0]!;
    const fits = (input?.byteLength ?? 0) <= PIPE_BYTES;
    stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (!fits || error.code !== 'EPIPE') this.#pipeError ||= error.errno ?? 0;
    });
    if (input !== undefined && input.byteLength > 0) {
      this.#inputWritten = fits;
      const own = Buffer.from(Buffer.from(input.buffer as ArrayBuffer, input.byteOffset, input.byteLength));
      stdin.write(own, (error) => (this.#inputWritten ||= !error));
    }
    stdin.end();
  }

  /** Ends the child early. `error` is what the result says about it. */
  kill(error: number): void {
    if (this.#killed) return;
    this.#killed = true;
    this.#error ||= error;
    try {
      this.#child.kill(this.options.killSignal || 'SIGTERM');
    } catch (cause) {
      this.#error = (cause as NodeJS.ErrnoException).errno ?? this.#error;
      this.#child.kill('SIGKILL');
    }
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  /** The child could not be started, or not be killed. */
  #failed({ errno = -1 }: NodeJS.ErrnoException): void {
    if (this.#child.pid) {
      this.#error = errno;
      return;
    }
    stopTimer(this.#timer);
    this.waker.resolve({ error: errno, status: null, signal: null, output: null, pid: 0 });
  }

  #end(): void {
    stopTimer(this.#timer);
    if (!this.#inputWritten && !this.#killed) this.#pipeError ||= errorNumber('EPIPE');
    const { exitCode, signalCode, pid = 0 } = this.#child;
    const error = this.#error || this.#pipeError;
    this.waker.resolve({
      ...(error !== 0 && { error }),
      status: signalCode === null ? exitCode : null,
      signal: signalCode,
      output: this.#output.map((chunks) => chunks && Buffer.concat(chunks)),
      pid,
    });
  }
}

/** Starts a child process and parks until it has ended. Killed, the fiber takes the child with it. */
export function spawnAndPark(options: SpawnOptions): SpawnResult {
  let run: Run;
  return park<SpawnResult>({
    what: `child process ${options.file}`,
    start(waker) {
      run = new Run(options, waker);
      run.start();
    },
    cancel: () => run.kill(0),
  });
}
