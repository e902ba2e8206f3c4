import net from 'node:net';
import { park, type Waker } from '../../hub';
import type { Anything } from '../core/define';
import { raised } from './errors';
import { read, readLine } from './read';
import { StreamReading } from './reading';
import { until } from './until';

/**
 * Waits until a new socket is connected. One that does not get that far, for whatever reason, is destroyed.
 * @param event which tells that it is
 */
export function connected<S extends net.Socket>(socket: S, event: string, what: string): S {
  StreamReading.of(socket);
  try {
    return until(socket, [event, 'error', 'close'], what, (seen) => {
      if (seen.has('error')) throw raised(seen.get('error'), what);
      if (seen.has(event)) return socket;
      if (seen.has('close')) StreamReading.of(socket).check(what);
      return undefined;
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Waits for a write that has not been handed to the system at once. */
class SocketWriting {
  #waker: Waker<void> | undefined;
  #ended = false;
  #error: unknown = null;

  readonly callback = (error?: Error | null): void => {
    this.#ended = true;
    this.#error = error ?? null;
    this.#waker?.resolve();
  };

  wait(what: string): void {
    if (!this.#ended) park<void>({ what, start: (waker) => void (this.#waker = waker) });
  }

  check(socket: net.Socket, what: string): void {
    StreamReading.of(socket).check(what); // what has ended the connection says more than that it has ended
    if (this.#error !== null) throw raised(this.#error, what);
  }
}

/** Returns when the system has got everything. What is corked goes out with `uncork`, so it is not waited for. */
function write(socket: net.Socket, chunk: any, encoding: any, what: string): void {
  StreamReading.of(socket).check(what);
  const writing = new SocketWriting();
  socket.write(chunk, encoding, writing.callback);
  if (socket.writableCorked > 0) return;
  if (socket.writableLength > 0 || socket.destroyed) writing.wait(what);
  writing.check(socket, what);
}

/** Ends the writing side, and returns when everything before the end has been handed to the system. */
function end(socket: net.Socket, chunk: any, encoding: any, what: string): void {
  StreamReading.of(socket).check(what);
  if (chunk === undefined && socket.writableFinished) return;
  const writing = new SocketWriting();
  socket.end(chunk, encoding, writing.callback);
  writing.wait(what);
  writing.check(socket, what);
}

const CONNECT = 'net.connectSync';

export const calls: Record<string, Anything> = {
  [CONNECT]: (...args: [any]) => connected(net.connect(...args), 'connect', CONNECT),
  'net.Socket.endSync'(this: net.Socket, chunk, encoding) {
    end(this, chunk, encoding, 'net.Socket.endSync');
  },
  'net.Socket.readLineSync'(this: net.Socket, options) {
    return readLine(StreamReading.of(this), options, 'net.Socket.readLineSync');
  },
  'net.Socket.readSync'(this: net.Socket, size) {
    return read(StreamReading.of(this), size, 'net.Socket.readSync');
  },
  'net.Socket.writeSync'(this: net.Socket, chunk, encoding) {
    write(this, chunk, encoding, 'net.Socket.writeSync');
  },
};
