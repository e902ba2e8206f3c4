// What starting a server takes: finding or installing it, a port, a folder, a process that is ended by its id.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS = 60_000;
const STOP_MS = 10_000;
const INSTALL_MS = 300_000;
const root = process.getuid?.() === 0;

/**
 * @param {string} command
 * @param {string[]} folders searched besides PATH
 */
export function find(command, folders = []) {
  const all = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', ...folders];
  return all.map((folder) => path.join(folder, command)).find((file) => existsSync(file));
}

/**
 * Finds an executable, installing the Debian package that has it if need be.
 * @param {string} command
 * @param {string} debian
 * @param {() => string[]} folders
 */
export function ensure(command, debian, folders = () => []) {
  const found = find(command, folders());
  if (found !== undefined) return found;
  if (!root || find('apt-get') === undefined)
    throw new Error(`${command} is not here. Install it (Debian: apt-get install ${debian})`);
  withoutServices(() => install(debian));
  const installed = find(command, folders());
  if (installed === undefined) throw new Error(`apt-get install ${debian} has not brought ${command}`);
  return installed;
}

/** @param {string} debian */
function install(debian) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @type {import('node:child_process').ExecFileSyncOptions} */
  const options = { stdio: 'pipe', timeout: INSTALL_MS, env };
  const args = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Options::=--force-confold', debian];
  try {
    execFileSync('apt-get', args, options);
  } catch {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', args, options);
  }
}

/** What Debian's packages ask before they start a service: 101 is no. */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * What is installed must not be started: each test starts its own. A policy that is there already is the machine's, and stays.
 * @param {() => void} fn
 */
function withoutServices(fn) {
  if (existsSync(POLICY)) return fn();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return fn();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

export async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Some servers refuse to run as root. */
export function otherUser() {
  if (!root) return {};
  const id = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** @param {{uid?: number, gid?: number}} user */
export function dataFolder({ uid, gid }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'greenpatch-server-'));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

/** Ends the processes that run, at once. @type {Set<() => void>} */
const running = new Set();
// Nothing is left behind, also when the run itself fails.
process.once('exit', () => running.forEach((end) => end()));

/**
 * @typedef {object} Process
 * @property {number} port that it listens at
 * @property {string} folder removed at the end
 * @property {{uid?: number, gid?: number}} [user]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {RegExp} [ready] what it says when it serves, for one that takes connections before
 * @property {boolean} [group] it has children that would outlive it
 * @property {NodeJS.Signals} [signal] that ends it; SIGTERM unless given. SIGKILL follows after a while
 */

/**
 * Starts a process and waits until it takes connections.
 * @param {string} file
 * @param {string[]} args
 * @param {Process} options
 * @returns {Promise<() => Promise<void>>} ends it
 */
export async function startProcess(file, args, options) {
  const { port, folder, user = {}, env = process.env, ready = /(?:)/, group = false, signal = 'SIGTERM' } = options;
  let output = '';
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, env, detached: group, ...user });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output = `${output}${text}`.slice(-4000)));
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const isGone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const end = (/** @type {NodeJS.Signals} */ name) => {
    if (!isGone()) process.kill(group ? -Number(child.pid) : Number(child.pid), name);
  };
  const last = () => end('SIGKILL');
  running.add(last);
  const stop = async () => {
    end(signal);
    const late = setTimeout(last, STOP_MS);
    await ended;
    clearTimeout(late);
    running.delete(last);
    rmSync(folder, { recursive: true, force: true });
  };
  const patience = performance.now() + START_MS;
  while (!ready.test(output) || !(await takesConnections(port))) {
    if (isGone() || performance.now() > patience) {
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
export function versionOf(file, flag = '--version') {
  const { stdout, stderr } = spawnSync(file, [flag], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return /\d+(\.\d+)+/.exec(`${stdout} ${stderr}`)?.[0] ?? 'unknown';
}
