// A TCP proxy in front of a server. It counts the connections on which a client waits for an answer: what a driver that blocks the
// event loop cannot bring above one. For a server that cannot be told to be slow it holds replies back, and it can cut all connections
// in the middle of a call. It closes while the server is down.
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
  #unit;

  /** In which order connections have asked for something since `reset`. @type {Set<net.Socket>} */
  #order = new Set();
  #count = 0;
  #cutting = false;
  /** Each connection to the server, and whose it is. @type {Map<net.Socket, net.Socket>} */
  #servers = new Map();
  #port = 0;
  /** Those who have asked for something since `reset`. @type {Set<net.Socket>} */
  #asking = new Set();
  /** Is called when so many ask. @type {{count: number, reached: () => void} | null} */
  #awaited = null;

  /**
   * @param {number} port of the server behind it, on the loopback interface
   * @param {number} unit ms; unless 0, the first reply on each connection is held back: the one that was asked first, longest
   */
  constructor(port, unit = 0) {
    this.#unit = unit;
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
      this.#asked(client);
      if (this.#cutting) setImmediate(() => this.#end());
      else this.#hold(client, server);
    });
    server.on('data', () => this.#waiting.delete(client));
    const ended = () => {
      this.#waiting.delete(client);
      this.#asking.delete(client);
      this.#servers.delete(server);
    };
    this.#servers.set(server, client);
    this.#join(client, server, ended);
    this.#join(server, client, ended);
  }

  /** @param {net.Socket} client */
  #asked(client) {
    this.#asking.add(client);
    if (this.#asking.size < (this.#awaited?.count ?? Infinity)) return;
    const reached = this.#awaited?.reached;
    this.#awaited = null;
    // What has just come has to reach the server first.
    if (reached !== undefined) setImmediate(reached);
  }

  /**
   * Holds back the first reply: what the server says is not read for so long.
   * @param {net.Socket} client
   * @param {net.Socket} server
   */
  #hold(client, server) {
    if (this.#unit === 0 || this.#count === 0 || this.#order.has(client)) return;
    const delay = this.#unit * Math.max(this.#count - this.#order.size, 0);
    this.#order.add(client);
    server.unpipe(client);
    server.pause();
    setTimeout(() => server.pipe(client), delay);
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

  /** @param {number} count of calls that are about to be made; from now on they are counted */
  reset(count) {
    this.most = 0;
    this.#count = count;
    this.#waiting.clear();
    this.#order.clear();
    this.#asking.clear();
    this.#cutting = false;
  }

  /**
   * Ends when so many connections have asked for something since `reset`. From now on no connection that is there gets an answer: so a
   * call does not go on to its next step, and a server that cannot wait has not answered it when it is killed.
   * @param {number} count
   * @returns {Promise<void>}
   */
  inFlight(count) {
    for (const [server, client] of this.#servers) server.unpipe(client).resume();
    return new Promise((reached) => (this.#awaited = { count, reached }));
  }

  /** The next call loses its connection before it gets an answer, as when the server is killed, and so do all others. */
  cut() {
    this.#cutting = true;
  }

  #end() {
    this.#cutting = false;
    for (const socket of this.#open) socket.destroy();
  }

  /** @returns {Promise<number>} its port, which is the same ever after */
  async listen() {
    await new Promise((resolve) => this.#server.listen(this.#port, '127.0.0.1', () => resolve(undefined)));
    this.#port = /** @type {net.AddressInfo} */ (this.#server.address()).port;
    return this.#port;
  }

  /** No client can connect any more until it listens again; connections that are there stay. */
  shut() {
    this.#server.close();
  }

  close() {
    this.shut();
    this.#end();
  }
}
