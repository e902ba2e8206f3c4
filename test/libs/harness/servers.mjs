// Real servers, each on a free port of the loopback interface, with its data in a temporary folder, and ended by its process id.
// A server that is not installed is installed with apt-get where that is possible, and named in an error where it is not.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS = 60_000;
const INSTALL_MS = 300_000;
/** How long the HTTP server waits for others at most. */
const PATIENCE_MS = 4_000;
const root = process.getuid?.() === 0;

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} version
 * @property {{most: number, connections: number, reset(count: number): void} | null} counter counts calls in flight, where the
 *   server does that itself; a gate does it otherwise
 * @property {() => Promise<void>} stop
 */

/** Servers that could not be started here, and why: said once, and not tried again. @type {Map<string, Error>} */
const failed = new Map();

/** @type {Record<string, () => Promise<Server>>} */
const starters = { http: startHttp, postgres: startPostgres, redis: startRedis };

/**
 * @param {string} name
 * @returns {Promise<Server>}
 * @throws Error that says what is missing
 */
export async function startServer(name) {
  const before = failed.get(name);
  if (before !== undefined) throw before;
  const start = starters[name];
  if (start === undefined) throw new Error(`no server is called ${name}: ${Object.keys(starters).join(', ')}`);
  try {
    return await start();
  } catch (error) {
    failed.set(name, /** @type {Error} */ (error));
    throw error;
  }
}

/**
 * @param {string} command
 * @param {string[]} folders searched besides PATH
 */
function find(command, folders = []) {
  const all = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', ...folders];
  return all.map((folder) => path.join(folder, command)).find((file) => existsSync(file));
}

/**
 * Finds an executable, installing the Debian package that has it if need be.
 * @param {string} command
 * @param {string} debian
 * @param {() => string[]} folders
 */
function ensure(command, debian, folders = () => []) {
  const found = find(command, folders());
  if (found !== undefined) return found;
  if (!root || find('apt-get') === undefined)
    throw new Error(`${command} is not here. Install it (Debian: apt-get install ${debian})`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @type {import('node:child_process').ExecFileSyncOptions} */
  const options = { stdio: 'pipe', timeout: INSTALL_MS, env };
  // What it installs must not be started: each test starts its own.
  const policy = ['-o', 'DPkg::Options::=--force-confold'];
  try {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...policy, debian], options);
  } catch {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...policy, debian], options);
  }
  const installed = find(command, folders());
  if (installed === undefined) throw new Error(`apt-get install ${debian} has not brought ${command}`);
  return installed;
}

export async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Some servers refuse to run as root. */
function otherUser() {
  if (!root) return {};
  const id = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** @param {{uid?: number, gid?: number}} user */
function dataFolder({ uid, gid }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'greenpatch-server-'));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

/**
 * Starts a process and waits until it takes connections.
 * @param {string} file
 * @param {string[]} args
 * @param {number} port
 * @param {string} folder removed at the end
 * @param {{uid?: number, gid?: number}} user
 * @param {RegExp} ready what it says when it serves, for one that takes connections before
 */
async function startProcess(file, args, port, folder, user = {}, ready = /(?:)/) {
  let output = '';
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, ...user });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output = `${output}${text}`.slice(-4000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  };
  const end = performance.now() + START_MS;
  while (!ready.test(output) || !(await takesConnections(port))) {
    if (child.exitCode !== null || performance.now() > end) {
      await stop();
      throw new Error(`${path.basename(file)} does not start: ${output}`);
    }
    await pause(50);
  }
  return stop;
}

/** @param {number} port */
function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

/** @param {string} file */
const versionOf = (file, flag = '--version') =>
  /\d+(\.\d+)+/.exec(execFileSync(file, [flag], { encoding: 'utf8' }))?.[0] ?? 'unknown';

async function startRedis() {
  const file = ensure('redis-server', 'redis-server');
  const port = await freePort();
  const folder = dataFolder({});
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const stop = await startProcess(file, args, port, folder);
  return { port, version: `Redis ${versionOf(file)}`, counter: null, stop };
}

async function startPostgres() {
  const debian = '/usr/lib/postgresql';
  const folders = () => (existsSync(debian) ? readdirSync(debian).map((name) => path.join(debian, name, 'bin')) : []);
  const file = ensure('postgres', 'postgresql', folders);
  const initdb = ensure('initdb', 'postgresql', folders);
  const port = await freePort();
  const user = otherUser();
  const folder = dataFolder(user);
  const data = path.join(folder, 'data');
  execFileSync(initdb, ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'], {
    stdio: 'pipe',
    cwd: folder,
    ...user,
  });
  const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const stop = await startProcess(file, args, port, folder, user, /ready to accept connections/);
  return { port, version: `PostgreSQL ${versionOf(file)}`, counter: null, stop };
}

/**
 * Answers GET /<ms>/<text> with the text after so many ms; /0/fail with status 500. Counts what is under way. From `reset` on it
 * answers nobody before so many are there at the same time: that counts them, however slowly this machine starts processes.
 */
async function startHttp() {
  let now = 0;
  let hold = 0;
  const reset = (/** @type {number} */ count) => {
    counter.most = 0;
    hold = count;
  };
  const counter = { most: 0, connections: 0, reset };
  const server = http.createServer((request, response) => {
    const [, ms, text = ''] = (request.url ?? '').split('/');
    const patience = performance.now() + PATIENCE_MS;
    counter.most = Math.max(counter.most, ++now);
    const answer = () => {
      if (counter.most < hold && performance.now() < patience) return setTimeout(answer, 10);
      now--;
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
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  return { port, version: `node:http ${process.versions.node}`, counter, stop };
}
