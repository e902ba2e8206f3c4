import { children, type ChildRequest } from '../../../fiber';
import { park } from '../../../hub';

/** One entry of `stdio` as Node's internal spawnSync has it. */
interface Stdio {
  readonly type: string;
  readonly fd?: unknown;
  readonly readable?: unknown;
  readonly writable?: unknown;
  readonly input?: unknown;
}

/** What Node's internal spawnSync takes. */
export interface ChildOptions {
  readonly file: string;
  readonly args: readonly unknown[];
  readonly cwd?: unknown;
  readonly envPairs?: readonly string[] | null;
  readonly stdio: readonly Stdio[];
  readonly uid?: number | null;
  readonly gid?: number | null;
  readonly detached?: unknown;
  readonly windowsHide?: unknown;
  readonly windowsVerbatimArguments?: unknown;
  readonly timeout?: number | null;
  readonly maxBuffer?: number | null;
  readonly killSignal?: number | null;
}

/** What it gives, with its keys in this order. */
export interface SpawnResult {
  error?: number;
  status: number | null;
  signal: string | null;
  output: (Buffer | null)[] | null;
  pid: number;
}

/** Time that the child of a killed or timed-out fiber has to end by its signal, in ms. SIGKILL follows. */
const GRACE_MS = 2000;

const KINDS: Readonly<Record<string, number>> = { ignore: 0, pipe: 1, inherit: 2, fd: 2 };

/** Whether all that is asked for is what the addon knows. The rest is an error, or the end of the process, in the original. */
export function canSpawn({ file, stdio, uid, gid }: ChildOptions): boolean {
  if (process.platform === 'win32' && /\.(bat|cmd)[ .]*$/i.test(file)) return false;
  if (stdio.length === 0 || !isId(uid) || !isId(gid)) return false;
  return stdio.every(({ type, input }) => type in KINDS && (input == null || ArrayBuffer.isView(input)));
}

/** What V8 counts as a 32-bit integer, or nothing: -0 is none. */
const isId = (id: unknown): boolean => id === undefined || id === null || Object.is(id, (id as number) | 0);

/** A text as the system's functions see it. */
function upToZero(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function requestOf(options: ChildOptions): ChildRequest {
  const { args, envPairs, cwd, stdio } = options;
  const hasCwd = cwd !== undefined && cwd !== null;
  const texts = [
    options.file,
    ...Array.from(args, (arg) => `${arg as string}`),
    ...(envPairs ?? []),
    ...(hasCwd ? [`${cwd as string}`] : []),
  ];
  return {
    texts: Buffer.from(texts.map((text) => `${upToZero(text)}\0`).join('')),
    args: args.length,
    env: envPairs?.length,
    cwd: hasCwd,
    uid: options.uid ?? undefined,
    gid: options.gid ?? undefined,
    detached: Boolean(options.detached),
    windowsHide: Boolean(options.windowsHide),
    windowsVerbatimArguments: Boolean(options.windowsVerbatimArguments),
    timeout: options.timeout ?? 0,
    maxBuffer: options.maxBuffer ?? 0,
    killSignal: options.killSignal ?? undefined,
    stdio: Int32Array.from(stdio.flatMap(numbersOf)),
    inputs: stdio.map(({ input }) => (input ?? undefined) as NodeJS.ArrayBufferView | undefined),
  };
}

function numbersOf({ type, fd, readable, writable }: Stdio): number[] {
  const kind = KINDS[type]!;
  return kind === 1 ? [kind, Number(Boolean(readable)), Number(Boolean(writable))] : [kind, Number(fd ?? 0), 0];
}

/**
 * Starts a child process and parks until it has ended and its pipes are closed. If the fiber is killed or timed out meanwhile,
 * the child gets its `killSignal`, its pipes are closed, and after `GRACE_MS` it gets SIGKILL. Until it has been waited for, it
 * holds the event loop.
 */
export function spawnAndPark(options: ChildOptions): SpawnResult {
  let id: number;
  return park<SpawnResult>({
    what: `child process ${options.file}`,
    start(waker) {
      id = children.spawn(requestOf(options), (error, status, signal, output, pid, failure) => {
        if (failure !== undefined) waker.reject(failure);
        else waker.resolve({ ...(error !== 0 && { error }), status, signal, output, pid });
      });
      if (id < 0) waker.resolve({ error: id, status: null, signal: null, output: null, pid: 0 });
    },
    cancel: () => children.cancel(id, GRACE_MS),
  });
}
