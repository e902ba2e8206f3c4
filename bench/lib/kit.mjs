// Finds, builds or fetches what the benchmarks stand beside. Each part is { path, version, ... } or { missing: why }, and
// what is missing is skipped, by name, with the reason. Nothing is installed on the system.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { ensureLine, findLine } from '../../scripts/node-lines.mjs';
import { withLock } from '../../scripts/lock.mjs';
import { here, onPath, outputOf } from './child.mjs';

const FIBERS = '5.0.3';
const PG = '8.23.1';
const cache = path.join(here, '../.cache/bench');
const require = createRequire(import.meta.url);
const missing = (why) => ({ path: null, version: null, missing: why });

/** node-fibers and the last Node line that it runs on, both in .cache/. */
async function fibers({ offline }) {
  const absent = missing('Node 14 or fibers is not in .cache/, and --offline downloads nothing');
  const folder = path.join(cache, 'fibers');
  const modules = path.join(folder, 'node_modules');
  const installed = () => fs.existsSync(path.join(modules, 'fibers/package.json'));
  if (offline && (!findLine(14) || !installed())) return absent;
  try {
    const { exec, version } = await ensureLine(14);
    const failed = await withLock('fibers', async () => (installed() ? null : install(folder, `fibers@${FIBERS}`)));
    if (failed) return missing(`npm could not install fibers ${FIBERS}: ${failed}`);
    const works = outputOf(exec, '-e', `require(${JSON.stringify(path.join(modules, 'fibers'))})(() => {}).run()`);
    return works === null
      ? missing(`fibers ${FIBERS} does not load here`)
      : { path: exec, modules, version: `${version} ${FIBERS}` };
  } catch (error) {
    return missing(error.message);
  }
}

/** npm install into a folder of its own; returns why it failed, or null. */
function install(folder, ...packages) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  const done = spawnSync('npm', [...flags, ...packages], { cwd: folder, encoding: 'utf8', timeout: 180_000 });
  if (done.error) return done.error.message;
  return done.status === 0 ? null : (done.stderr || done.stdout).trim().split('\n').at(-1) || `status ${done.status}`;
}

/** A Python that has gevent: $PYTHON, the first one on PATH, Debian's. */
function gevent() {
  const code =
    'import gevent, greenlet, platform; print(platform.python_version(), gevent.__version__, greenlet.__version__)';
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3']) {
    const version = python && outputOf(python, '-c', code);
    if (version) return { path: python, version };
  }
  return missing('no python3 here can import gevent (Debian: apt-get install python3-gevent)');
}

/** The echo client, compiled once per text of its source. */
function echoClient() {
  const source = path.join(here, 'echo/client.c');
  const hash = createHash('sha256').update(fs.readFileSync(source)).digest('hex').slice(0, 12);
  const built = path.join(cache, `echo-client-${process.platform}-${process.arch}-${hash}`);
  if (fs.existsSync(built)) return { path: built, version: hash };
  if (process.platform !== 'linux') return missing('the load client for echo needs epoll, so Linux');
  fs.mkdirSync(cache, { recursive: true });
  const partial = `${built}.${process.pid}`;
  const done = spawnSync('cc', ['-O2', '-Wall', '-o', partial, source], { encoding: 'utf8' });
  if (done.error) return missing('no C compiler (cc) for the load client of echo');
  if (done.status !== 0) return missing(`the load client of echo does not compile: ${done.stderr.split('\n', 1)[0]}`);
  fs.renameSync(partial, built);
  return { path: built, version: hash };
}

function httpClient() {
  const wrk = onPath('wrk');
  if (wrk) return { path: wrk, tool: 'wrk', version: 'wrk' };
  try {
    const { version } = require('autocannon/package.json');
    return { path: require.resolve('autocannon'), tool: 'autocannon', version };
  } catch {
    return missing('neither wrk nor autocannon is installed');
  }
}

/**
 * Keeps a server off the last CPU, and its client on it. Left alone, the kernel likes to wake a client on the CPU of the server
 * that has answered it, in the middle of the server's write, which costs the slower of two servers more than its slowness.
 */
function pins() {
  const last = os.cpus().length - 1;
  const taskset = last > 0 ? onPath('taskset') : null;
  if (!taskset) return missing('no taskset, or one CPU only: servers and clients run where the system puts them');
  const on = (cpus) => (command) => ({ ...command, file: taskset, args: ['-c', cpus, command.file, ...command.args] });
  return { path: taskset, version: `client on CPU ${last}`, server: on(`0-${last - 1}`), client: on(String(last)) };
}

/** A PostgreSQL for the run, and the library `pg`, in .cache/. `stop` ends it. */
async function postgres({ offline, list }) {
  const folder = path.join(cache, 'pg');
  const modules = path.join(folder, 'node_modules');
  if (!fs.existsSync(path.join(modules, 'pg'))) {
    if (offline) return missing('pg is not in .cache/, and --offline downloads nothing');
    const failed = await withLock('pg', async () => install(folder, `pg@${PG}`));
    if (failed) return missing(`npm could not install pg ${PG}: ${failed}`);
  }
  if (list) return { path: modules, version: `pg ${PG}` };
  try {
    const { postgres: start } = await import('../../test/libs/harness/databases.mjs');
    const { port, version, stop } = await start();
    return { path: modules, version, env: { NODE_PATH: modules, BENCH_PG_PORT: String(port) }, stop };
  } catch (error) {
    return missing(error.message.split('\n', 1)[0]);
  }
}

/** greenpatch itself, compiled, under the Node that is measured. */
function greenpatch({ node }) {
  let entry;
  try {
    entry = require.resolve('greenpatch');
    fs.accessSync(entry);
  } catch {
    return missing('greenpatch is not compiled: npm run build');
  }
  return { path: node, entry, version: require('greenpatch/package.json').version };
}

/** Everything that the steps of a plan need; parts that no step needs are not looked for. */
export async function findKit(options, steps) {
  const needs = (test) => steps.some(test);
  const part = async (wanted, find) => (wanted ? find(options) : missing('not asked for'));
  return {
    node: { path: options.node, version: outputOf(options.node, '-v') },
    greenpatch: await part(true, greenpatch),
    fibers: await part(
      needs((s) => s.peer === 'fibers@14'),
      fibers,
    ),
    gevent: await part(
      needs((s) => s.peer === 'gevent'),
      gevent,
    ),
    echoClient: await part(
      needs((s) => s.workload.kind === 'echo'),
      echoClient,
    ),
    pins: await part(
      needs((s) => s.load !== undefined),
      pins,
    ),
    postgres: await part(
      needs((s) => s.workload.kind === 'pg'),
      postgres,
    ),
    httpClient: await part(
      needs((s) => s.workload.kind === 'http'),
      httpClient,
    ),
  };
}
