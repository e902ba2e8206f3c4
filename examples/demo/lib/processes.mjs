import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const running = new Set();

/**
 * Starts `node ...args` in a process group of its own (the application starts helpers that must end with it) and waits
 * until it prints the address it listens on. Its other output goes to our stderr. Throws when it ends before that; from
 * then on `ended` aborts when it ends.
 */
export async function startServer(name, args, { env = {}, cwd } = {}) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
  });
  running.add(child);
  const ended = new AbortController();
  child.once('exit', (code, signal) => {
    ended.abort(new Error(`${name} ended unexpectedly (${signal ?? `exit code ${code}`})`));
    killGroup(child);
  });
  return { name, child, ended: ended.signal, url: await listeningAddress(child, ended.signal) };
}

function listeningAddress({ stdout }, ended) {
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const match = /^listening on (http:\S+)$/.exec(line);
      if (match) resolve(match[1]);
      else process.stderr.write(`${line}\n`);
    });
    ended.addEventListener('abort', () => reject(ended.reason), { once: true });
  });
}

/** Sends `message` over the IPC channel and resolves with the next message that comes back. */
export async function ask({ name, child, ended }, message, timeoutMs = 60_000) {
  const answer = once(child, 'message', { signal: AbortSignal.any([ended, AbortSignal.timeout(timeoutMs)]) });
  child.send(message);
  const [reply] = await answer.catch((cause) => {
    throw new Error(`${name} did not answer '${message}' (at most ${timeoutMs} ms)`, { cause });
  });
  return reply;
}

/** Ends a server politely, then for certain: a blocked event loop does not hear SIGTERM. */
export async function stopServer({ child }, graceMs = 3_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), graceMs);
  await exited;
  clearTimeout(timer);
}

function killGroup(child) {
  running.delete(child);
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ends whatever is still running, at once. Safe to call at any time. */
export function killEverything() {
  for (const child of running) killGroup(child);
}

process.on('exit', killEverything);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
