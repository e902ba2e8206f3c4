// What starting a server takes: finding or installing it, a port, a folder, a user. `server-process.mjs` runs it.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

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

/** Below the ports that the system gives to those who ask for any: a connection of another test must not take it meanwhile. */
const PORTS = { from: 12_000, below: 32_000 };

/** @returns {Promise<number>} a port of the loopback interface for a server that is started later */
export async function freePort() {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(PORTS.from, PORTS.below);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port among 100 between ${PORTS.from} and ${PORTS.below}`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
const isFree = (port) =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

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

/** @param {string} file */
export function versionOf(file, flag = '--version') {
  const { stdout, stderr } = spawnSync(file, [flag], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return /\d+(\.\d+)+/.exec(`${stdout} ${stderr}`)?.[0] ?? 'unknown';
}
