import { constants } from 'node:os';
import { beforeExit } from '../../../hub';
import type { Anything, Maker, SharedPlace } from '../../core/define';
import { emitting } from '../../core/emitting';
import { FunctionSlot } from '../../core/slot';

type Emits = Record<'emit', Anything>;

/**
 * `process` inherits its `emit`, and so programs may ask whether it has one of its own. Ours goes to the object that it inherits
 * from, which nothing else does; on top of one that other code put there, if there is one.
 */
const holder = (): object => (Object.hasOwn(process, 'emit') ? process : (Object.getPrototypeOf(process) as object));

const names = {
  message: 'process message',
  ...Object.fromEntries(Object.keys(constants.signals).map((signal) => [signal, signal])),
};

/** Signals and messages are entry points, and the end of the loop's work is told to the hub, behind all listeners. */
const make: Maker = (original, slot) => {
  const emits = emitting(holder, names)(original, slot)!;
  const made: Emits = {
    emit(this: unknown, type: unknown, ..._rest: unknown[]): unknown {
      // eslint-disable-next-line prefer-rest-params
      const args = arguments as unknown as unknown[];
      try {
        return Reflect.apply(emits, this, args) as unknown;
      } finally {
        if (type === 'beforeExit' && slot.active && this === process) beforeExit.tell();
      }
    },
  };
  return made.emit;
};

class ProcessEmit implements SharedPlace {
  readonly #slot = new FunctionSlot('process.emit', [holder()], 'emit', make, () => undefined);

  get on(): boolean {
    return this.#slot.on;
  }

  get original(): Anything {
    return this.#slot.original;
  }

  turnOn(): void {
    this.#slot.turnOn();
    beforeExit.tells(this.#slot.on);
  }

  turnOff(): void {
    this.#slot.turnOff();
    beforeExit.tells(false);
  }
}

export const processEmit: SharedPlace = new ProcessEmit();
