import type os from 'node:os';
import { builtin } from '../../../base/builtin';
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

/** Loads `node:os` only for an event that may be a signal: most programs do without it. */
const isSignal = (type: string): boolean =>
  type.startsWith('SIG') && Object.hasOwn(builtin<typeof os>('os').constants.signals, type);

function entryOf(type: unknown): string | undefined {
  if (typeof type !== 'string') return undefined;
  return type === 'message' ? 'process message' : isSignal(type) ? type : undefined;
}

/** Signals and messages are entry points, and the end of the loop's work is told to the hub, behind all listeners. */
const make: Maker = (original, slot) => {
  const emits = emitting(holder, entryOf)(original, slot)!;
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
