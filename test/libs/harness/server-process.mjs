// A server's process: started until it takes connections, ended or killed by its id, started again at the same port.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS = 60_000;
const STOP_MS = 10_000;

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
 * @typedef {object} Life
 * @property {() => Promise<void>} stop ends it, and removes its folder
 * @property {() => Promise<void>} kill SIGKILL to it and to all that it has started; its folder stays
 * @property {() => Promise<void>} start once more, at the same port, unless it runs
 */

/**
 * Starts a process and waits until it takes connections.
 * @param {string} file
 * @param {string[]} args
 * @param {Process} options
 * @returns {Promise<Life>}
 */
export async function startProcess(file, args, options) {
  const { port, folder, user = {}, env = process.env, ready = /(?:)/, group = false, signal = 'SIGTERM' } = options;
  /** @type {ReturnType<typeof begin> | null} */
  let one = null;
  const start = async () => {
    if (one !== null && !one.isGone()) return;
    one = begin(file, args, { cwd: folder, env, detached: group, ...user });
    const end = performance.now() + START_MS;
    while (!ready.test(one.output()) || !(await takesConnections(port))) {
      if (one.isGone() || performance.now() > end) {
        await stop();
        throw new Error(`${path.basename(file)} does not start: ${one.output()}`);
      }
      await pause(50);
    }
  };
  const stop = async () => {
    await one?.end(signal);
    rmSync(folder, { recursive: true, force: true });
  };
  await start();
  return { stop, kill: async () => one?.kill(), start };
}

/**
 * @param {string} file
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
function begin(file, args, options) {
  let output = '';
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => (output = `${output}${text}`.slice(-4000)));
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const isGone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const signalled = (/** @type {NodeJS.Signals} */ signal) => {
    if (!isGone()) process.kill(options.detached ? -Number(child.pid) : Number(child.pid), signal);
  };
  const last = () => signalled('SIGKILL');
  running.add(last);
  void ended.then(() => running.delete(last));
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    signalled(signal);
    const late = setTimeout(last, STOP_MS);
    await ended;
    clearTimeout(late);
  };
  const kill = async () => {
    const all = isGone() ? [] : descendants(/** @type {number} */ (child.pid));
    last();
    all.forEach(killed);
    await ended;
    while (all.some(isAlive)) await pause(5);
  };
  return { output: () => output, isGone, end, kill };
}

/** @param {number} pid */
function killed(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended with the one that had started it
  }
}

/** Whether there is more left of a process than its exit code. @param {number} pid */
const isAlive = (pid) => existsSync(`/proc/${pid}/stat`) && stateOf(pid) !== 'Z';

/** @param {number} pid */
const statOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
  } catch {
    return []; // it has ended meanwhile
  }
};
/** @param {number} pid */
const stateOf = (pid) => statOf(pid)[0] ?? 'Z';

/**
 * All that a process has started, and what those have started: a server that has a process a connection would go on serving
 * without the first one.
 * @param {number} pid
 * @returns {number[]}
 */
function descendants(pid) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(all.map((one) => [one, Number(statOf(one)[1])]));
  /** @type {(one: number) => number[]} */
  const below = (one) => {
    const children = all.filter((other) => parents.get(other) === one);
    return children.concat(children.flatMap(below));
  };
  return below(pid);
}

/** @param {number} port */
function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}
