import type workers from 'node:worker_threads';
import { builtin } from '../../../base/builtin';
import type { SharedPlace } from '../../core/define';
import { firstLoads } from '../../core/first-load';
import { holding } from '../../core/holding';
import { FunctionSlot } from '../../core/slot';

type PortClasses = Pick<typeof workers, 'MessagePort' | 'BroadcastChannel'>;

/** Brings ports, as in `new MessageChannel()`. */
const PORTS = ['internal/worker/io', 'worker_threads'];

/**
 * Posting to ports. Native code reads the message, and so calls its getters, while it holds the port and those that go along: were the
 * fiber parked there, other code could close them.
 */
class Posting implements SharedPlace {
  on = false;
  readonly original = undefined;
  #slots: FunctionSlot[] = [];

  turnOn(): void {
    if (this.on) return;
    this.on = true;
    firstLoads.on(PORTS, this.#arrived);
  }

  turnOff(): void {
    this.on = false;
    firstLoads.cancel(this.#arrived);
    for (const slot of this.#slots) slot.turnOff();
  }

  readonly #arrived = (): void => {
    if (this.#slots.length === 0) {
      const classes = builtin<PortClasses>('worker_threads');
      this.#slots = [classes.MessagePort, classes.BroadcastChannel].map(
        ({ name, prototype }) =>
          new FunctionSlot(`${name}.postMessage`, [prototype], 'postMessage', holding(), () => undefined),
      );
    }
    for (const slot of this.#slots) slot.turnOn();
  };
}

export const posting: SharedPlace = new Posting();
