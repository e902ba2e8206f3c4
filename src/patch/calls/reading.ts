import type { Readable } from 'node:stream';
import { callSites } from '../../base/call-sites';
import { GreenpatchError } from '../../base/errors';
import { Mutex, park, type Waker } from '../../hub';
import { prematureClose, raised, wrongType } from './errors';

const readings = new WeakMap<Readable, StreamReading>();

/**
 * Reads one stream for fibers. It stays paused: a fiber takes what is there itself when it runs, so whatever ends its wait, nothing is
 * lost. Fibers that read at the same time are served in the order in which they came.
 *
 * From the first call on the stream has listeners of ours for `error`, `end` and `close`: an error that comes while no
 * call waits is the next call's, and does not end the process.
 *
 * What arrives is noticed where it is pushed. A listener of `readable` would change the stream's mode until the next tick, so that what
 * the program does with it after a call would have its effect late, and would cost two ticks a read.
 */
export class StreamReading {
  readonly #turns = new Mutex();
  #waker: Waker<void> | undefined;
  #news = false;
  #closed = false;
  /** What Node's streams keep in `errored`, others nowhere. */
  error: unknown = null;

  static of(stream: Readable): StreamReading {
    const known = readings.get(stream);
    if (known !== undefined) return known;
    const made = new StreamReading(stream);
    readings.set(stream, made);
    return made;
  }

  /** @throws Node's error for what is no stream to read from */
  static checked(stream: unknown, what: string): StreamReading {
    const { read, on, unshift } = (stream ?? {}) as Partial<Record<string, unknown>>;
    if ([read, on, unshift].every((method) => typeof method === 'function'))
      return StreamReading.of(stream as Readable);
    throw wrongType('stream', 'be an instance of Readable', stream, what);
  }

  private constructor(readonly stream: Readable) {
    this.#watchPush();
    this.#watchResume();
    stream.on('error', (error) => {
      this.error ??= error;
      this.#wake();
    });
    stream.on('end', this.#wake);
    stream.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  #watchPush(): void {
    const wake = this.#wake;
    wrapMethod(
      this.stream,
      'push',
      (push) =>
        function (this: Readable, ...args: [any, BufferEncoding?]): boolean {
          const more = Reflect.apply(push(), this, args);
          wake();
          return more;
        },
    );
  }

  /**
   * What flows goes past the fibers that read. So `resume` has no effect while one does, as it has none, by Node's documentation, on a
   * stream with a listener of `readable`; and none on the output of a child process that has ended, which Node itself makes flow.
   */
  #watchResume(): void {
    const turns = this.#turns;
    wrapMethod(this.stream, 'resume', (original) => {
      const resume = function (this: Readable): Readable {
        return turns.taken || isFlush(resume) ? this : Reflect.apply(original(), this, []);
      };
      return resume;
    });
  }

  readonly #wake = (): void => {
    this.#news = true;
    this.#waker?.resolve();
  };

  /**
   * Calls `take` until it gives something, each time when there are news of the stream.
   * @param giveBack undoes what `take` has done so far, when the call fails
   * @returns what `take` gave; null at the end of the stream
   * @throws the stream's error, Node's ERR_STREAM_PREMATURE_CLOSE, GreenpatchError ERR_GREENPATCH_BUSY, and what `take` throws
   */
  read<T>(what: string, take: (stream: Readable) => T | undefined, giveBack?: (stream: Readable) => void): T | null {
    this.#turns.enter(what);
    try {
      if (this.stream.readableFlowing === true || this.stream.listenerCount('data') > 0) throw flows(what);
      return this.#take(what, take);
    } catch (error) {
      giveBack?.(this.stream);
      throw error;
    } finally {
      this.#leave();
    }
  }

  #take<T>(what: string, take: (stream: Readable) => T | undefined): T | null {
    for (;;) {
      this.#news = false;
      const taken = take(this.stream);
      if (taken !== undefined) return taken;
      if (this.#ended(what)) return null;
      this.#wait(what);
    }
  }

  /** @throws the error that the stream has ended with */
  check(what: string): void {
    const error = this.stream.errored ?? this.error;
    if (error != null) throw raised(error, what);
  }

  #ended(what: string): boolean {
    this.check(what);
    if (this.stream.readableEnded) return true;
    if (this.stream.destroyed || this.#closed) throw prematureClose(what);
    return false;
  }

  #wait(what: string): void {
    if (this.#news) return;
    try {
      park<void>({ what, start: (waker) => void (this.#waker = waker) });
    } finally {
      this.#waker = undefined;
    }
  }

  #leave(): void {
    this.#turns.leave();
    const { stream } = this;
    // Else the program could not end any more: stdin alone holds the event loop as long as it is read from.
    if ((stream as { fd?: unknown }).fd === 0) process.nextTick(() => this.#turns.taken || pause(stream));
  }
}

/** Gives one stream a method of its own, made with one that finds the method it had before. */
function wrapMethod<Name extends 'push' | 'resume'>(
  stream: Readable,
  name: Name,
  wrap: (original: () => Readable[Name]) => Readable[Name],
): void {
  const own = Object.getOwnPropertyDescriptor(stream, name);
  const inherited = Object.getPrototypeOf(stream) as Readable;
  const value = wrap(() => (own?.value as Readable[Name] | undefined) ?? inherited[name]);
  Object.defineProperty(stream, name, { configurable: true, enumerable: false, writable: true, ...own, value });
}

/**
 * Whether `resume` is called by what Node does a tick after a child process has ended. It takes it that a stream without
 * listeners is not read.
 */
function isFlush(resume: (...args: never[]) => unknown): boolean {
  const [caller] = callSites(1, resume);
  return caller?.getFunctionName() === 'flushStdio' && caller.getFileName() === 'node:internal/child_process';
}

function pause(stream: Readable): void {
  if (stream.readableFlowing === null && stream.listenerCount('readable') === 0) stream.pause();
}

function flows(what: string): GreenpatchError {
  const why = 'was called on a stream that flows: its content goes to listeners of data, or to where it is piped.';
  const error = new GreenpatchError(
    'ERR_GREENPATCH_BUSY',
    `${what} ${why} Read it in one way, or pause() it and take the listeners away first.`,
  );
  return raised(error, what) as GreenpatchError;
}
