// Real servers, each on a free port of the loopback interface, with its data in a temporary folder, and ended by its process id.
// A server that is not installed is installed with apt-get where that is possible, and named in an error where it is not.
import { existsSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as brokers from './brokers.mjs';
import * as databases from './databases.mjs';
import * as hosts from './hosts.mjs';
import { NotRun } from './not-run.mjs';
import { startProcess } from './server-process.mjs';
import { dataFolder, freePort } from './server-tools.mjs';

/** How long the HTTP server waits for others at most. */
const PATIENCE_MS = 4_000;

/**
 * @typedef {object} Counter
 * @property {number} most calls in flight at the same time, since `reset`
 * @property {number} connections
 * @property {(count: number) => void} reset
 * @property {() => void} cut ends all connections as soon as the next call has come: what a server does that is killed
 */

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} version
 * @property {string} [data] its folder, for a case that needs a file of it
 * @property {Counter | null} counter counts calls in flight, where the server does that itself; a gate does it otherwise
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} [kill] SIGKILL, where it is a process
 * @property {() => Promise<void>} [start] once more, after that
 */

/** Servers that could not be started here, and why: said once, and not tried again. @type {Map<string, NotRun>} */
const failed = new Map();

/** @type {Record<string, () => Promise<Server>>} */
const starters = {
  http: startHttp,
  'http process': startHttpProcess,
  marks: startMarks,
  ...databases,
  ...brokers,
  ...hosts,
};

/** What is kept running for the next library that wants it. @type {Map<string, Promise<Server>> | null} */
let kept = null;

/** From now on servers are started once; `stopServers` ends them. */
export const keepServers = () => void (kept ??= new Map());

/** Ends what was kept. */
export async function stopServers() {
  const all = await Promise.allSettled(kept?.values() ?? []);
  kept = null;
  for (const one of all) if (one.status === 'fulfilled') await one.value.stop();
}

/**
 * @param {string} name of a starter, or `own`: a `server.js` beside the case, which is given the port and the libraries' folder
 * @param {string} library folder of the case
 * @param {string} folder where the library is installed
 * @param {string} [alone] which caller wants one that no other caller uses, because it will be killed
 * @returns {Promise<Server>} whose `stop` leaves it running where servers are kept
 * @throws NotRun that says what is missing
 */
export async function startServer(name, library, folder, alone = '') {
  if (name === 'own') return startOwn(path.join(library, 'server.cjs'), folder);
  if (kept === null) return start(name);
  const key = `${name} ${alone}`;
  const running = kept.get(key) ?? start(name);
  kept.set(key, running);
  return { ...(await running), stop: async () => {} };
}

/**
 * @param {string} name
 * @returns {Promise<Server>}
 */
async function start(name) {
  const before = failed.get(name);
  if (before !== undefined) throw before;
  const starter = starters[name];
  if (starter === undefined) throw new NotRun(`no server is called ${name}: ${Object.keys(starters).join(', ')}`);
  try {
    return await starter();
  } catch (error) {
    const why = new NotRun(/** @type {Error} */ (error).message);
    failed.set(name, why);
    throw why;
  }
}

/**
 * A server that is made with the library itself.
 * @param {string} file
 * @param {string} installed
 * @returns {Promise<Server>}
 */
async function startOwn(file, installed) {
  if (!existsSync(file)) throw new NotRun(`${file} is not there`);
  const port = await freePort();
  const folder = dataFolder({});
  const life = await startProcess(process.execPath, [file, String(port), installed], { port, folder });
  return { port, version: `its own, Node ${process.versions.node}`, counter: null, ...life };
}

/**
 * For what has no server: it is told of each call that has begun and that has ended, in the order of that, as `+` and `-` on one
 * connection.
 */
async function startMarks() {
  let now = 0;
  const reset = () => void (counter.most = now = 0);
  /** @type {Counter} */
  const counter = { most: 0, connections: 0, reset, cut: () => {} };
  const server = net.createServer((client) => {
    counter.connections++;
    client.on('error', () => {});
    client.setEncoding('latin1').on('data', (text) => {
      for (const mark of String(text)) counter.most = Math.max(counter.most, (now += mark === '+' ? 1 : -1));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { port, version: 'none', counter, stop: async () => void server.close() };
}

/**
 * Answers GET /<ms>/<text> with the text after so many ms; /0/fail with status 500. Counts what is under way. From `reset` on it
 * answers no request before so many are there at the same time: that counts them, however slowly this machine starts processes.
 */
async function startHttp() {
  let now = 0;
  let hold = 0;
  let cutting = false;
  const reset = (/** @type {number} */ count) => {
    counter.most = 0;
    cutting = false;
    hold = count;
  };
  /** @type {Counter} */
  const counter = { most: 0, connections: 0, reset, cut: () => void (cutting = true) };
  const server = http.createServer((request, response) => {
    if (cutting) {
      cutting = false;
      server.closeAllConnections();
      return;
    }
    const [, ms, text = ''] = (request.url ?? '').split('/');
    response.once('close', () => now--); // also when the client does not want the answer any more
    const patience = performance.now() + PATIENCE_MS;
    counter.most = Math.max(counter.most, ++now);
    const answer = () => {
      if (counter.most < hold && performance.now() < patience) return setTimeout(answer, 10);
      response.statusCode = text === 'fail' ? 500 : 200;
      return response.end(decodeURIComponent(text));
    };
    setTimeout(answer, Number(ms));
  });
  server.on('connection', () => counter.connections++);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const stop = async () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { port, version: `node:http ${process.versions.node}`, counter, stop };
}

/** The same in a process of its own, which can be killed; it counts nothing. */
async function startHttpProcess() {
  const port = await freePort();
  const file = fileURLToPath(new URL('http-server.cjs', import.meta.url));
  const life = await startProcess(process.execPath, [file, String(port)], { port, folder: dataFolder({}) });
  return { port, version: `node:http ${process.versions.node}`, counter: null, ...life };
}
