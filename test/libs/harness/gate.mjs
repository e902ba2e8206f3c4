// A TCP proxy in front of a server. It counts the connections on which a client waits for an answer: what a driver that blocks the
// event loop cannot bring above one.
import net from 'node:net';

export class Gate {
  /** Connections made so far. */
  connections = 0;
  /** Most connections that waited for an answer at the same time, since `reset`. */
  most = 0;
  /** @type {Set<net.Socket>} */
  #waiting = new Set();
  /** @type {Set<net.Socket>} */
  #open = new Set();
  /** @type {net.Server} */
  #server;

  /** @param {number} port of the server behind it, on the loopback interface */
  constructor(port) {
    this.#server = net.createServer({ noDelay: true }, (client) => this.#connect(client, port));
  }

  /**
   * @param {net.Socket} client
   * @param {number} port
   */
  #connect(client, port) {
    this.connections++;
    const server = net.connect({ port, host: '127.0.0.1', noDelay: true });
    client.on('data', () => {
      this.#waiting.add(client);
      this.most = Math.max(this.most, this.#waiting.size);
    });
    server.on('data', () => this.#waiting.delete(client));
    const ended = () => this.#waiting.delete(client);
    this.#join(client, server, ended);
    this.#join(server, client, ended);
  }

  /**
   * @param {net.Socket} one
   * @param {net.Socket} other
   * @param {() => void} ended
   */
  #join(one, other, ended) {
    this.#open.add(one);
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      this.#open.delete(one);
      ended();
      other.destroy();
    });
  }

  reset() {
    this.most = 0;
  }

  /** @returns {Promise<number>} its port */
  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return /** @type {net.AddressInfo} */ (this.#server.address()).port;
  }

  close() {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }
}
