import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** How much of what a child has written is kept: its end, in characters. */
const SHOWN_OUTPUT = 4000;

/** After the child's end, others may hold its pipes open: how long to wait for the last of what it wrote, in ms. */
const GRACE_MS = 1000;

/** A child process, and who listens to it. */
export interface ChildRun<Line> {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** When the child is killed, in ms. */
  readonly limitMs: number;
  /** It runs code of others: what it starts ends with it, and it ends with this process. */
  readonly foreign: boolean;
  /** Which of what it wrote comes first: as it came, or all of stdout before stderr. */
  readonly output: 'as it came' | 'by stream';
  /** Called for each line of JSON that it writes to its descriptor 3. */
  take(line: Line): void;
}

/** How a child process came to its end. */
export interface ChildEnd {
  ending: 'exit' | 'signal' | 'time limit' | 'not started';
  code: number | null;
  signal: string | null;
  ms: number;
  /** The end of what it wrote; why it was not started. */
  output: string;
}

/** Options of this Node that a child shares: all but those of the debugger, whose port is taken. */
const sharedFlags = (): string[] => process.execArgv.filter((flag) => !flag.startsWith('--inspect'));

/**
 * Runs this Node in a process of its own until it ends or the time is up.
 * @throws what `spawn` throws: the permission model forbids it, for one
 */
export function runChild<Line>(run: ChildRun<Line>): Promise<ChildEnd> {
  const { args, env, limitMs, foreign } = run;
  const detached = foreign && process.platform !== 'win32';
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, [...sharedFlags(), ...args], { env, detached, stdio: [...stdio] });
  const end = () => kill(child, detached);
  const letGo = foreign ? endWithUs(end) : () => {};
  const written = readOutput(child, run.output);
  readLines(child.stdio[3] as NodeJS.ReadableStream | null, (line: Line) => run.take(line));
  const started = performance.now();
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, limitMs);
    const done = (how: Pick<ChildEnd, 'ending' | 'code' | 'signal'>, output = written()) => {
      clearTimeout(timer);
      if (detached) end(); // what it has started and left behind
      letGo();
      for (const stream of child.stdio) (stream as { destroy?(): void } | null)?.destroy?.();
      resolve({ ...how, ms: performance.now() - started, output });
    };
    child.on('error', ({ message }) => {
      done({ ending: 'not started', code: null, signal: null }, message);
    });
    child.on('exit', (code, signal) => {
      const ending = late ? 'time limit' : signal === null ? 'exit' : 'signal';
      afterLastWords(child, foreign, () => done({ ending, code, signal }));
    });
  });
}

/** What the child wrote last may be on its way when it ends. */
function afterLastWords(child: ChildProcess, foreign: boolean, then: () => void): void {
  const finish = () => {
    clearTimeout(grace);
    child.off('close', finish);
    then();
  };
  const grace = foreign ? setTimeout(finish, GRACE_MS) : undefined;
  child.on('close', finish);
}

/** @returns what ends that */
function endWithUs(end: () => void): () => void {
  const interrupted = () => {
    end();
    process.exit(130);
  };
  process.once('exit', end).once('SIGINT', interrupted).once('SIGTERM', interrupted);
  return () => process.off('exit', end).off('SIGINT', interrupted).off('SIGTERM', interrupted);
}

function kill(child: ChildProcess, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (group) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended.
  }
}

function readOutput({ stdout, stderr }: ChildProcess, order: ChildRun<never>['output']): () => string {
  const kept = ['', ''];
  for (const [index, stream] of [stdout, stderr].entries()) {
    const place = order === 'by stream' ? index : 0;
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept[place] = (kept[place]! + text).slice(-SHOWN_OUTPUT);
    });
  }
  return () => kept.join('').slice(-SHOWN_OUTPUT).trim();
}

/** A process that is ended may leave half a line. */
function readLines<Line>(stream: NodeJS.ReadableStream | null, take: (line: Line) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream?.on('error', () => {});
  stream?.on('data', (data: Buffer) => {
    const lines = (rest + decoder.write(data)).split('\n');
    rest = lines.pop()!;
    for (const text of lines) take(JSON.parse(text) as Line);
  });
}
