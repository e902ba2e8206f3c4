import { types } from 'node:util';
import type { Waker } from '../../../hub';

export type AtomicsOutcome = 'ok' | 'not-equal' | 'timed-out';

type SharedBuffer = SharedArrayBuffer;

const TypedArray = Object.getPrototypeOf(Int32Array.prototype) as object;
const getter = (name: string) => Object.getOwnPropertyDescriptor(TypedArray, name)!.get!;
const [bufferOf, byteOffsetOf] = [getter('buffer'), getter('byteOffset')];
const { notify } = (globalThis as { Atomics?: typeof Atomics }).Atomics ?? ({} as typeof Atomics);
const { then } = Promise.prototype;

/** What V8 has accepted as an array and an index: the memory, and how many bytes into it. */
function locate(array: unknown, index: number): [SharedBuffer, number] {
  const size = types.isBigInt64Array(array) ? BigInt64Array.BYTES_PER_ELEMENT : Int32Array.BYTES_PER_ELEMENT;
  const at = Math.trunc(index) || 0;
  return [
    Reflect.apply(bufferOf, array, []) as SharedBuffer,
    (Reflect.apply(byteOffsetOf, array, []) as number) + at * size,
  ];
}

/** Hands a notification that reached no waiter to the next one, in any thread. */
export function passOn(array: unknown, index: number): void {
  const [buffer, offset] = locate(array, index);
  notify(new Int32Array(buffer, offset, 1), 0, 1);
}

/** Calls `fn` with what `Atomics.waitAsync` comes to. */
export function whenAnswered(promise: Promise<AtomicsOutcome>, fn: (answer: AtomicsOutcome) => void): void {
  void Reflect.apply(then, promise, [fn]);
}

const cells = new WeakMap<SharedBuffer, Map<number, Cell>>();

/**
 * A place in shared memory at which fibers of this thread wait without a limit. V8 keeps one queue of waiters for all threads and
 * nothing can be taken out of it: the place in it of a fiber that was killed stays, is counted by `Atomics.notify`, and can be
 * notified. So places and fibers are kept apart: whichever place is notified, the fiber that has waited longest is woken. A fiber
 * that comes later takes a place that is left over, if there is one, so that V8's queue doesn't grow with every wait that ended
 * early.
 */
export class Cell {
  /** In the order in which they came. */
  readonly #fibers = new Set<Waker<AtomicsOutcome>>();
  #places = 0;

  private constructor(
    private readonly buffer: SharedBuffer,
    private readonly offset: number,
  ) {}

  static at(array: unknown, index: number): Cell {
    const [buffer, offset] = locate(array, index);
    let inBuffer = cells.get(buffer);
    if (inBuffer === undefined) cells.set(buffer, (inBuffer = new Map<number, Cell>()));
    let cell = inBuffer.get(offset);
    if (cell === undefined) inBuffer.set(offset, (cell = new Cell(buffer, offset)));
    return cell;
  }

  /** The cell at which a place is left over, if there is one. */
  static vacant(array: unknown, index: number): Cell | undefined {
    const [buffer, offset] = locate(array, index);
    const cell = cells.get(buffer)?.get(offset);
    return cell !== undefined && cell.#places > cell.#fibers.size ? cell : undefined;
  }

  /** Makes a fiber wait, in a place that is left over. */
  enter(waker: Waker<AtomicsOutcome>): void {
    this.#fibers.add(waker);
  }

  /** Adds a place: V8 answers `notified` when it is notified. */
  add(notified: Promise<AtomicsOutcome>): void {
    this.#places++;
    whenAnswered(notified, () => this.#wakeFirst());
  }

  /** The fiber waits no more. Its place stays. */
  leave(waker: Waker<AtomicsOutcome>): void {
    this.#fibers.delete(waker);
  }

  #wakeFirst(): void {
    if (--this.#places === 0) cells.get(this.buffer)?.delete(this.offset);
    for (const waker of this.#fibers) {
      this.#fibers.delete(waker);
      if (waker.done) continue;
      waker.resolve('ok');
      return;
    }
    notify(new Int32Array(this.buffer, this.offset, 1), 0, 1);
  }
}
