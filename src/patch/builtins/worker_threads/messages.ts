import type workers from 'node:worker_threads';
import { builtin } from '../../../base/builtin';
import { runEntry } from '../../../hub';
import type { Anything, SharedPlace } from '../../core/define';

/** Through which Node hands the messages of a port to its listeners. Not public; where it is missing they stay on the hub. */
const DISPATCH = Symbol.for('nodejs.internal.kHybridDispatch');

type Port = Record<symbol, Anything>;

/** Asked for late: Node loads the module at the first use of a port. */
const ports = (): Port => builtin<typeof workers>('worker_threads').MessagePort.prototype as unknown as Port;

/** Messages of ports, and with them those of workers and of `parentPort`, as entry points. */
class Messages implements SharedPlace {
  on = false;
  original: Anything | undefined;
  #replacement: Anything | undefined;

  turnOn(): void {
    const port = ports();
    if (this.on || typeof port[DISPATCH] !== 'function') return;
    this.on = true;
    if (port[DISPATCH] === this.#replacement) return; // with a wrapper on top it stayed
    const original = (this.original = port[DISPATCH]);
    const isOn = () => this.on;
    this.#replacement = function dispatch(this: unknown, ...args: unknown[]): unknown {
      if (!isOn() || args[1] !== 'message') return Reflect.apply(original, this, args);
      return runEntry('message', original, this, args);
    };
    Object.defineProperty(port, DISPATCH, {
      value: this.#replacement,
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }

  turnOff(): void {
    this.on = false;
    if (this.#replacement === undefined) return;
    const port = ports();
    if (port[DISPATCH] === this.#replacement) delete port[DISPATCH];
  }
}

export const messages: SharedPlace = new Messages();
