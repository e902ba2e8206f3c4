// Runs one program and takes its JSON line. A program has LIMIT_S seconds and is ended by its own pid.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('../', import.meta.url));
const LIMIT_S = 120;

/** What a program said on standard error that explains why it failed, in one line. */
function reason(stderr, code, signal) {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /error|fatal|terminate|memory/i.test(line));
  const said = (telling.length > 0 ? telling : lines.slice(-1)).slice(0, 2).join(' / ');
  return `ended with ${signal ?? `status ${code}`}: ${said}`.slice(0, 300);
}

function start({ file, args, env }, stdin = 'ignore') {
  const child = spawn(file, args, { cwd: here, env: { ...process.env, ...env }, stdio: [stdin, 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.err = (output.err + text).slice(-20_000)));
  return { child, output };
}

/** Runs a program to its end; returns the last JSON line it printed. Throws an Error that says why there is none. */
export async function runProgram(command) {
  const { child, output } = start(command);
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_S * 1000);
  try {
    const [code, signal] = await once(child, 'close');
    // Some programs print and then end themselves by SIGKILL: unwinding a yardstick's parked fibers is not measured.
    const lines = output.out.split('\n').filter((line) => line.startsWith('{'));
    if (lines.length === 0) throw new Error(reason(output.err, code, signal));
    return JSON.parse(lines.at(-1));
  } finally {
    clearTimeout(timer);
  }
}

/** Starts a server and waits for the `{"listening":PORT}` it prints; `stop()` ends it. */
export async function startServer(command) {
  const { child, output } = start(command);
  const closed = once(child, 'close');
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_S * 1000);
  const stop = async () => {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await closed;
  };
  while (!output.out.includes('\n')) {
    const ended = await Promise.race([once(child.stdout, 'data').then(() => null), closed]);
    if (ended !== null) {
      clearTimeout(timer);
      throw new Error(`the server ${reason(output.err, ...ended)}`);
    }
  }
  return { pid: child.pid, port: JSON.parse(output.out.split('\n', 1)[0]).listening, stop };
}

/** CPU time in ms of all processes below this one that have been waited for, in steps of 10 ms; null where it is unknown. */
function treeCpu() {
  try {
    // After the name in parentheses: state, ppid, ...; cutime and cstime are fields 16 and 17 of proc(5), in hundredths of a second.
    const fields = fs.readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return null; // not Linux
  }
}

/**
 * Runs a program for its time from start to end, which no program can take of itself. What it prints as JSON line,
 * if anything, is added, and on Linux what it and its children have spent.
 */
export function runTimed({ file, args, env }) {
  const before = treeCpu();
  const begin = process.hrtime.bigint();
  const done = spawnSync(file, args, {
    cwd: here,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: LIMIT_S * 1000,
  });
  const wall = Number(process.hrtime.bigint() - begin) / 1e6;
  if (done.error || done.status !== 0) throw done.error ?? new Error(reason(done.stderr, done.status, done.signal));
  const printed = done.stdout.startsWith('{') ? JSON.parse(done.stdout) : {};
  const tree = before === null ? {} : { tree_cpu_ms: treeCpu() - before };
  return { ...printed, metrics: { wall_ms: Math.round(wall * 1000) / 1000, ...tree, ...printed.metrics } };
}

/** Standard output of a short command, trimmed; null where it does not run or fails. */
export function outputOf(file, ...args) {
  const done = spawnSync(file, args, { encoding: 'utf8', timeout: 30_000 });
  return done.error || done.status !== 0 ? null : done.stdout.trim();
}

/** The absolute path of an executable on PATH, or null. */
export function onPath(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    const file = path.join(folder, name);
    if (spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 10_000 }).error === undefined) return file;
  }
  return null;
}
