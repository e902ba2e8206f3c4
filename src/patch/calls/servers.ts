import type net from 'node:net';
import { GreenpatchError } from '../../base/errors';
import { Mutex, park, type Waker } from '../../hub';
import { onClose } from '../core/closing';
import type { Anything } from '../core/define';
import { notRunning, raised } from './errors';
import { StreamReading } from './reading';
import { until } from './until';

const ACCEPT = 'net.Server.acceptSync';
const LISTEN = 'net.Server.listenSync';

/** As many connections wait to be accepted as in the system's own queue by default. */
const MOST_WAITING = 511;

const backlogs = new WeakMap<net.Server, Backlog>();

/** The event of a server that brings a connection ready for use: servers of tls have another one. */
const eventOf = (server: net.Server): string =>
  (server as { setSecureContext?: unknown }).setSecureContext === undefined ? 'connection' : 'secureConnection';

/**
 * Connections of a server that wait to be accepted. They wait here only while no other code listens for connections: each
 * would go to both.
 */
class Backlog {
  readonly #turns = new Mutex();
  readonly #sockets: net.Socket[] = [];
  readonly #event: string;
  #waker: Waker<void> | undefined;
  #closed = false;

  static of(server: net.Server): Backlog {
    const known = backlogs.get(server);
    if (known !== undefined) return known;
    const made = new Backlog(server);
    backlogs.set(server, made);
    return made;
  }

  private constructor(readonly server: net.Server) {
    this.#event = eventOf(server);
    server.prependListener(this.#event, this.#add);
    server.on('listening', () => (this.#closed = false));
    server.on('close', this.#close);
    onClose.set(server, this.#close);
  }

  /** Whether connections go to a listener of the program. */
  get taken(): boolean {
    return this.server.listenerCount(this.#event) > 1;
  }

  readonly #add = (socket: net.Socket): void => {
    if (this.taken) return;
    if (this.#sockets.length >= MOST_WAITING) return void socket.destroy();
    StreamReading.of(socket); // its errors are those of the calls to come
    this.#sockets.push(socket);
    this.#waker?.resolve();
  };

  /** Connections that were not accepted end with the server, as those in the system's queue do. */
  readonly #close = (): void => {
    if (this.server.listening || this.#closed) return;
    this.#closed = true;
    for (const socket of this.#sockets.splice(0)) socket.destroy();
    this.#waker?.resolve();
  };

  accept(): net.Socket | null {
    this.#turns.enter(ACCEPT);
    try {
      for (;;) {
        if (this.taken) throw busy(this.#event);
        const socket = this.#sockets.shift();
        if (socket !== undefined) return socket;
        if (this.#closed) return null;
        if (!this.server.listening) throw notRunning(ACCEPT);
        this.#wait();
      }
    } finally {
      this.#turns.leave();
    }
  }

  #wait(): void {
    try {
      park<void>({ what: ACCEPT, start: (waker) => void (this.#waker = waker) });
    } finally {
      this.#waker = undefined;
    }
  }
}

function busy(event: string): GreenpatchError {
  const message = `${ACCEPT} was called on a server whose connections go to its listeners of '${event}'.`;
  const error = new GreenpatchError('ERR_GREENPATCH_BUSY', `${message} Use one or the other.`);
  return raised(error, ACCEPT) as GreenpatchError;
}

function listen(server: net.Server, args: unknown[]): net.Server {
  if (server.listenerCount(eventOf(server)) === 0) Backlog.of(server);
  (server.listen as Anything)(...args);
  let over = false;
  try {
    return until(server, ['listening', 'error', 'close'], LISTEN, (seen) => {
      over = seen.size > 0;
      if (seen.has('error')) throw raised(seen.get('error'), LISTEN);
      if (seen.has('listening')) return server;
      if (over) throw notRunning(LISTEN);
      return undefined;
    });
  } finally {
    if (!over) stop(server);
  }
}

/** Ends a listening that is not waited for any more, also one that has still to begin: its host's name is being looked up. */
function stop(server: net.Server): void {
  if (server.listening) return void server.close();
  const events = { listening: () => void server.close(), error: () => {} };
  const off = () => Object.entries(events).forEach(([event, listener]) => server.removeListener(event, listener));
  for (const [event, listener] of Object.entries(events)) server.on(event, listener).once(event, off);
}

export const calls: Record<string, Anything> = {
  [ACCEPT](this: net.Server) {
    return Backlog.of(this).accept();
  },
  [LISTEN](this: net.Server, ...args: unknown[]) {
    return listen(this, args);
  },
};
