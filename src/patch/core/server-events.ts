import type net from 'node:net';
import { builtin } from '../../base/builtin';
import { habits, runEntry } from '../../hub';
import type { Anything, Maker, SharedPlace } from './define';
import { emitOf } from './emitting';
import { FunctionSlot } from './slot';

type NetServer = net.Server & { setSecureContext?: unknown };

/** An event that is an entry point, and the module it belongs to. */
interface ServerEvent {
  readonly module: string;
  readonly name: string;
}

/** Modules whose events are entry points now. */
const modules = new Set<string>();

const entry = (module: string, event: string): ServerEvent => ({ module, name: `${module} ${event}` });

/** Events of http servers and of https servers, which are told apart by what only servers of tls have. */
function request(event: string): [string, (server: NetServer) => ServerEvent] {
  const [http, https] = [entry('http', event), entry('https', event)];
  return [event, (server) => (server.setSecureContext === undefined ? http : https)];
}

function event(
  module: string,
  event: string,
  name = `${module} ${event}`,
): [string, (server: NetServer) => ServerEvent] {
  const only = { module, name };
  return [event, () => only];
}

const ENTRIES = new Map([
  event('net', 'connection'),
  event('tls', 'secureConnection'),
  event('http', 'session', 'http2 session'),
  event('http', 'stream', 'http2 stream'),
  ...['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect'].map(request),
]);

const servers = (): net.Server => builtin<typeof net>('net').Server.prototype;

const emit: Maker = (original) => {
  const inherited = emitOf(original, servers());
  return {
    emit(this: NetServer, type: unknown, ..._rest: unknown[]): unknown {
      // Few of these calls need an array of their arguments.
      // eslint-disable-next-line prefer-rest-params
      const args = arguments as unknown as unknown[];
      const { module, name } = ENTRIES.get(type as string)?.(this) ?? NONE;
      if (!modules.has(module)) return Reflect.apply(inherited(), this, args);
      // One fiber an event: its listeners run one after the other, as they do without us. It parks in one of them only.
      return runEntry(name, inherited(), this, args, undefined, habits.ofEvent(this, type as string)) ?? true;
    },
  }.emit as Anything;
};
const NONE = entry('', '');

/**
 * All servers of Node inherit from net.Server, so one place serves them all, and neither tls nor https need to be loaded for it,
 * which would cost every program 20 ms.
 */
let made: FunctionSlot | undefined;
const place = (): FunctionSlot =>
  (made ??= new FunctionSlot('net.Server.prototype.emit', [servers()], 'emit', emit, () => undefined));

/** Makes the events of a module's servers entry points: each runs in a fiber of its own. */
export function serverEvents(module: string): SharedPlace {
  return {
    get on() {
      return modules.has(module);
    },
    get original() {
      return place().on ? place().original : (servers().emit as Anything);
    },
    turnOn() {
      modules.add(module);
      place().turnOn();
    },
    turnOff() {
      modules.delete(module);
      if (modules.size === 0) made?.turnOff();
    },
  };
}
