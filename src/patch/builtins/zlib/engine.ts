import { park } from '../../../hub';
import { DECOMPRESS_NS, INLINE_US } from '../../core/cpu-costs';

/** Input, its offset and length; output, its offset and length. */
type Write = [
  flush: number,
  input: NodeJS.ArrayBufferView,
  inOff: number,
  inLength: number,
  output: Buffer,
  outOff: number,
  outLength: number,
];
type ZlibFailure = [message: string, errno: number, code: string];

/** The native part of a stream of zlib. */
interface Handle {
  write(...args: Write): void;
  writeSync(...args: Write): void;
  close(): void;
  onerror: (...failure: ZlibFailure) => void;
  cb?: () => void;
  [owner: symbol]: unknown;
}

/** What of Node's streams is used that is not documented. They have been so since Node 11. */
export interface ZlibEngine {
  readonly _handle: Handle | null;
  /** Left after each write: free bytes of the output, unread bytes of the input. */
  readonly _writeState: Uint32Array;
  readonly _chunkSize: number;
  readonly _maxOutputLength: number;
  readonly _finishFlushFlag: number;
  readonly _info: unknown;
  _processChunk(chunk: NodeJS.ArrayBufferView, flush: number): Buffer;
}

export const ownerOf = (engine: ZlibEngine): symbol | undefined =>
  Object.getOwnPropertySymbols(engine._handle ?? {}).find((key) => engine._handle![key] === engine);

/** Whether a Node's stream is as this file takes it to be. */
export function isKnown(engine: ZlibEngine): boolean {
  const handle = engine._handle;
  return (
    typeof handle?.write === 'function' &&
    typeof handle.writeSync === 'function' &&
    typeof handle.onerror === 'function' &&
    typeof engine._processChunk === 'function' &&
    engine._writeState instanceof Uint32Array &&
    ownerOf(engine) !== undefined
  );
}

/**
 * Lets the blocking work of one engine be done by the thread pool. Node's own loop over the output goes on in the fiber, and only
 * its `writeSync` is replaced, so that all checking, all limits and all errors are Node's. The engine must be the caller's own: no
 * other code may write to it meanwhile.
 */
export class PoolWriter {
  readonly #handle: Handle;
  /** The input as it was at the call: others may change theirs while the fiber is parked. */
  #input: Buffer | undefined;
  /** The reason of a kill or timeout that has ended the call. */
  interrupted: { reason: unknown } | null = null;

  constructor(
    readonly engine: ZlibEngine,
    readonly what: string,
  ) {
    this.#handle = engine._handle!;
    this.#handle.writeSync = (...args) => this.write(...args);
  }

  write(...args: Write): void {
    this.inPool(...args);
  }

  /** What `writeSync` does, by another thread. The state of the engine is then as after `writeSync`. */
  protected inPool(...[flush, input, ...rest]: Write): void {
    this.#input ??= Buffer.from(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
    const own = this.#input;
    const failure = this.#asOwner((handle) => this.#park(handle, flush, own, ...rest));
    if (failure !== null) this.#handle.onerror(...failure);
  }

  #park(handle: Handle, ...args: Write): ZlibFailure | null {
    try {
      return park<ZlibFailure | null>({
        what: this.what,
        start(waker) {
          handle.cb = () => waker.resolve(null);
          handle.onerror = (...failure) => waker.resolve(failure);
          handle.write(...args);
        },
        cancel: () => handle.close(), // as soon as the thread has done with it
      });
    } catch (reason) {
      this.interrupted = { reason };
      throw reason;
    }
  }

  /** Node's callback asks the owner whether it is destroyed, and then calls nothing but `cb`. */
  #asOwner<T>(fn: (handle: Handle) => T): T {
    const handle = this.#handle;
    const owner = ownerOf(this.engine)!;
    const { onerror } = handle;
    handle[owner] = { destroyed: true, _writeState: this.engine._writeState };
    const result = fn(handle);
    handle[owner] = this.engine;
    handle.onerror = onerror;
    return result;
  }
}

/** Output that is made in one go, unless chunks are larger than half of it. */
const AHEAD_BYTES = 512 * 1024;

/**
 * The same for decompression, whose cost shows only while it runs: what can be made in INLINE_US is made where the call is, and the
 * rest by the pool, many chunks in one go, because one chunk takes less time than the way to the pool.
 */
export class PoolReader extends PoolWriter {
  readonly #writeSync: Handle['writeSync'];
  readonly #inline: Handle;
  #made = 0;
  #ahead: Buffer | undefined;
  /** Bytes of `#ahead` that are there, and how far they have been handed out. */
  #have = 0;
  #at = 0;
  /** Bytes of input left when all of it has been handed out. */
  #unread = 0;

  constructor(engine: ZlibEngine, what: string) {
    const { writeSync } = engine._handle!;
    super(engine, what);
    this.#writeSync = writeSync;
    this.#inline = engine._handle!;
  }

  override write(...args: Write): void {
    const length = args[6];
    if (((this.#made + length) * DECOMPRESS_NS) / 1000 <= INLINE_US) this.#writeSync.apply(this.#inline, args);
    else if (length > AHEAD_BYTES / 2) this.inPool(...args);
    else this.#fromAhead(args);
    this.#made += length - this.engine._writeState[0]!;
  }

  #fromAhead(args: Write): void {
    const [, , , inLength, output, outOff, outLength] = args;
    const { _writeState: state } = this.engine;
    if (this.#at === this.#have && !this.#make(args)) return;
    const bytes = Math.min(outLength, this.#have - this.#at);
    this.#ahead!.copy(output, outOff, this.#at, (this.#at += bytes));
    // Node writes again after a full chunk, with the input that it is told is unread.
    state[0] = outLength - bytes;
    state[1] = this.#at === this.#have ? this.#unread : inLength;
  }

  /** @returns false when that has failed: then there is no new state, as after `writeSync` */
  #make([flush, input, inOff, inLength]: Write): boolean {
    const { _chunkSize: chunk, _maxOutputLength: most, _writeState: state } = this.engine;
    // Node looks whether it is too much after each chunk: an error beyond that must not be found.
    const chunks = Math.min(Math.floor(AHEAD_BYTES / chunk), Math.floor((most - this.#made) / chunk) + 1);
    this.#ahead ??= Buffer.allocUnsafeSlow(chunks * chunk);
    const length = Math.min(chunks * chunk, this.#ahead.length);
    state[0] = length + 1; // a failure leaves it
    this.inPool(flush, input, inOff, inLength, this.#ahead, 0, length);
    if (state[0] > length) return false;
    this.#unread = state[1]!;
    this.#have = length - state[0];
    this.#at = 0;
    return true;
  }
}
