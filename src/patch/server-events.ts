import net from 'node:net';
import { runEntry } from '../hub';
import type { Anything, SharedPlace } from './define';
import { FunctionSlot } from './slot';

type Server = net.Server & { setSecureContext?: unknown };

/** Modules whose events are entry points now. */
const modules = new Set<string>();

const httpModule = (server: Server) => (server.setSecureContext === undefined ? 'http' : 'https');

/** Whose event it is, by the kind of server that emits it. */
const OWNERS: Readonly<Record<string, (server: Server) => string>> = {
  connection: () => 'net',
  secureConnection: () => 'tls',
  request: httpModule,
  checkContinue: httpModule,
  checkExpectation: httpModule,
  upgrade: httpModule,
  connect: httpModule,
};
const NAMES = new Map(Object.keys(OWNERS).map((event) => [event, event]));

function isEntry(server: Server, event: unknown): boolean {
  const name = NAMES.get(event as string);
  return name !== undefined && modules.has(OWNERS[name]!(server));
}

/**
 * All servers of Node inherit from net.Server, so one place serves them all, and neither tls nor https need to be loaded for it,
 * which would cost every program 20 ms.
 */
const place = new FunctionSlot(
  [net],
  'Server.prototype.emit',
  (original) =>
    function emit(this: Server, ...args: unknown[]): unknown {
      if (!isEntry(this, args[0])) return Reflect.apply(original, this, args);
      // One fiber an event: its listeners run one after the other, as they do without us.
      const heard = runEntry(`${OWNERS[args[0] as string]!(this)} ${args[0] as string}`, original, this, args);
      return heard ?? this.listenerCount(args[0] as string) > 0;
    },
  () => undefined,
);

/** Makes the events of a module's servers entry points: each runs in a fiber of its own. */
export function serverEvents(module: string): SharedPlace {
  return {
    get on() {
      return modules.has(module);
    },
    set on(_value) {},
    get original(): Anything {
      return place.on ? place.original : (net.Server.prototype.emit as Anything);
    },
    turnOn() {
      modules.add(module);
      place.turnOn();
    },
    turnOff() {
      modules.delete(module);
      if (modules.size === 0) place.turnOff();
    },
  };
}
