import type net from 'node:net';
import { builtin } from '../../base/builtin';
import { habits, runEntry } from '../../hub';
import type { Anything, Maker, SharedPlace } from './define';
import { emitOf } from './emitting';
import { FunctionSlot } from './slot';

type NetServer = net.Server & { setSecureContext?: unknown };

/** Modules whose events are entry points now. */
const modules = { net: false, tls: false, http: false, https: false };
type ServerModule = keyof typeof modules;

/** Written out: V8 compares strings at once that are literals of a program, as names of entry points are with each event. */
const OF_HTTP = {
  request: 'http request',
  checkContinue: 'http checkContinue',
  checkExpectation: 'http checkExpectation',
  upgrade: 'http upgrade',
  connect: 'http connect',
} as const;
const OF_HTTPS = {
  request: 'https request',
  checkContinue: 'https checkContinue',
  checkExpectation: 'https checkExpectation',
  upgrade: 'https upgrade',
  connect: 'https connect',
} as const;

/** The name of an entry point; null for another event, and for one that is none now. Asked for each event of each server. */
function entryOf(server: NetServer, event: unknown): string | null {
  switch (event) {
    case 'request':
    case 'checkContinue':
    case 'checkExpectation':
    case 'upgrade':
    case 'connect':
      // They are told apart by what only servers of tls have.
      if (server.setSecureContext === undefined) return modules.http ? OF_HTTP[event] : null;
      return modules.https ? OF_HTTPS[event] : null;
    case 'connection':
      return modules.net ? 'net connection' : null;
    case 'secureConnection':
      return modules.tls ? 'tls secureConnection' : null;
    case 'session':
      return modules.http ? 'http2 session' : null;
    case 'stream':
      return modules.http ? 'http2 stream' : null;
    default:
      return null;
  }
}

const servers = (): net.Server => builtin<typeof net>('net').Server.prototype;

const emit: Maker = (original) => {
  const inherited = emitOf(original, servers());
  /** One fiber an event: its listeners run one after the other, as they do without us. It parks in one of them only. */
  function enter(this: NetServer, ...args: unknown[]): unknown {
    const type = args[0] as string;
    return runEntry(entryOf(this, type)!, inherited.emit, this, args, undefined, habits.ofEvent(this, type)) ?? true;
  }
  return {
    emit(this: NetServer, type: unknown, ..._rest: unknown[]): unknown {
      const emitted = entryOf(this, type) === null ? inherited.emit : enter;
      // V8 makes no array of arguments that are only handed on.
      // eslint-disable-next-line prefer-rest-params
      return Reflect.apply(emitted, this, arguments as unknown as unknown[]);
    },
  }.emit as Anything;
};

/**
 * All servers of Node inherit from net.Server, so one place serves them all, and neither tls nor https need to be loaded for it,
 * which would cost every program 20 ms.
 */
let made: FunctionSlot | undefined;
const place = (): FunctionSlot =>
  (made ??= new FunctionSlot('net.Server.prototype.emit', [servers()], 'emit', emit, () => undefined));

/** Makes the events of a module's servers entry points: each runs in a fiber of its own. */
export function serverEvents(module: ServerModule): SharedPlace {
  return {
    get on() {
      return modules[module];
    },
    get original() {
      return place().on ? place().original : (servers().emit as Anything);
    },
    turnOn() {
      modules[module] = true;
      place().turnOn();
    },
    turnOff() {
      modules[module] = false;
      if (!Object.values(modules).includes(true)) made?.turnOff();
    },
  };
}
