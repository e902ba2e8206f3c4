import { spawn } from 'node:child_process';

/** How a child process ended, and what it wrote. */
export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  stdout: string;
  stderr: string;
}

export interface ChildOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** ms after which the child, and what it has started, is killed */
  timeout: number;
}

/** More than any test prints; a child that floods its output must not exhaust ours. */
const MAX_OUTPUT = 4 << 20;

/** Runs a program to its end. Rejects only if it cannot be started at all. */
export function runChild(file: string, args: string[], options: ChildOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32'; // A process group of its own, so that grandchildren end with it.
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const outcome: Outcome = { code: null, signal: null, timedOut: false, stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (outcome[name].length < MAX_OUTPUT) outcome[name] += text;
      });
    const timer = setTimeout(() => {
      outcome.timedOut = true;
      killGroup(child.pid, detached);
    }, options.timeout);
    child.on('error', (error) => (clearTimeout(timer), reject(error)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...outcome, code, signal });
    });
  });
}

function killGroup(pid: number | undefined, detached: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(detached ? -pid : pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
