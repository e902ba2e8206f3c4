import { spawn } from 'node:child_process';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Adaptation } from '../../compat';
import { siteKey } from '../../base/site-key';
import type { LedgerSite } from '../../observe/watch';
import { type Entered, type UncaughtError, type CheckLine, MARK } from './lines';
import type { CheckTarget } from './target';
import { SHOWN_OUTPUT, sharedFlags } from '../child-process';

/** How a program is run. */
export interface RunOptions {
  /** For GREENPATCH_ENGINE; undefined leaves the environment as it is. */
  readonly engine: string | undefined;
  /** When the program is ended, in ms. */
  readonly limitMs: number;
  readonly args: readonly string[];
}

/** What became of the program, and what was seen. */
export interface Observed {
  /** null: nothing has been patched. */
  engine: string | null;
  sites: LedgerSite[];
  /** A call that had not returned when the program was ended. */
  stuck: Entered | null;
  addons: string[];
  bindings: { name: string; file: string; line: number }[];
  adaptations: Adaptation[];
  /** File systems that have made the hub wait: from then on calls on them park. */
  slowMounts: readonly string[];
  error: UncaughtError | null;
  ending: 'exit' | 'signal' | 'time limit' | 'not started';
  code: number | null;
  signal: string | null;
  ms: number;
  /** The end of what it wrote. */
  output: string;
}

/** As NODE_OPTIONS wants it. Its preloads come before all others. */
function withPreload(before: string | undefined): string {
  const file = path.join(__dirname, 'preload.js').replace(/[\\"]/g, '\\$&');
  return `--require "${file}"${before ? ` ${before}` : ''}`;
}

function environment(engine: string | undefined): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: before } = process.env;
  return {
    GREENPATCH_WARN_HUB: 'off', // it is in the report
    ...process.env,
    ...(engine !== undefined && { GREENPATCH_ENGINE: engine }),
    NODE_OPTIONS: withPreload(before),
    [MARK]: JSON.stringify(before ?? null),
  };
}

/** Loads a package whatever kind of module it is. The code has no name of its own, so packages are looked for from the folder we are in. */
const loading = (name: string) => `
try { require(${JSON.stringify(name)}); } catch (error) {
  if (!/^ERR_(REQUIRE_ESM|REQUIRE_ASYNC_MODULE|PACKAGE_PATH_NOT_EXPORTED)$/.test(error?.code)) throw error;
  import(${JSON.stringify(name)});
}`;

function commandOf({ kind, name, file }: CheckTarget, args: readonly string[]): string[] {
  const register = ['-r', path.join(__dirname, '..', '..', 'register.js')];
  if (kind === 'script') return [...sharedFlags(), ...register, file, ...args];
  return [...sharedFlags(), ...register, '--input-type=commonjs', '-e', loading(name), '--', ...args];
}

/** Runs the program in a process of its own, under observation, until it ends or the time is up. */
export function runObserved(target: CheckTarget, { engine, limitMs, args }: RunOptions): Promise<Observed> {
  const seen = new SeenSites();
  const detached = process.platform !== 'win32'; // so that what it starts ends with it
  const child = spawn(process.execPath, commandOf(target, args), {
    env: environment(engine),
    detached,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const end = () => kill(child.pid, detached);
  const interrupted = () => {
    end();
    process.exit(130);
  };
  process.once('exit', end).once('SIGINT', interrupted).once('SIGTERM', interrupted);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-SHOWN_OUTPUT)));
  readLines(child.stdio[3] as NodeJS.ReadableStream, (line) => seen.take(line));
  const started = performance.now();
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, limitMs);
    const done = (ending: Observed['ending'], code: number | null, signal: string | null) => {
      clearTimeout(timer);
      if (detached) end(); // what it has started and left behind
      process.off('exit', end).off('SIGINT', interrupted).off('SIGTERM', interrupted);
      for (const stream of child.stdio) (stream as { destroy?(): void } | null)?.destroy?.();
      const ms = performance.now() - started;
      resolve({ ...seen.summary(), ending, code, signal, ms, output: output.trim() });
    };
    child.on('error', (error) => {
      output = error.message;
      done('not started', null, null);
    });
    child.on('exit', (code, signal) => {
      const ending = late ? 'time limit' : signal === null ? 'exit' : 'signal';
      // What it wrote last may be on its way; others may hold the other end open.
      const finish = () => {
        clearTimeout(grace);
        child.off('close', finish);
        done(ending, code, signal);
      };
      const grace = setTimeout(finish, 1000);
      child.on('close', finish);
    });
  });
}

function kill(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** A process that is ended may leave half a line. */
function readLines(stream: NodeJS.ReadableStream, take: (line: CheckLine) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('error', () => {});
  stream.on('data', (data: Buffer) => {
    const lines = (rest + decoder.write(data)).split('\n');
    rest = lines.pop()!;
    for (const text of lines) take(JSON.parse(text) as CheckLine);
  });
}

/** Puts together what the child reports. */
class SeenSites {
  readonly #sites = new Map<string, LedgerSite>();
  readonly #result: Pick<Observed, 'engine' | 'addons' | 'bindings' | 'adaptations' | 'slowMounts' | 'error'> = {
    engine: null,
    addons: [],
    bindings: [],
    adaptations: [],
    slowMounts: [],
    error: null,
  };
  #entered: Entered | null = null;

  take(line: CheckLine): void {
    const result = this.#result;
    // Whatever is said after a call was entered is said behind it.
    this.#entered = line.type === 'entering' ? { what: line.what, how: line.how, place: line.place } : null;
    if (line.type === 'patched') result.engine = line.engine;
    else if (line.type === 'sites') for (const site of line.sites) this.#sites.set(siteKey(site), site);
    else if (line.type === 'addon') result.addons.push(line.file);
    else if (line.type === 'binding') result.bindings.push({ name: line.name, ...line.place });
    else if (line.type === 'adapted') result.adaptations = line.adaptations;
    else if (line.type === 'slow mounts') result.slowMounts = line.mounts;
    else if (line.type === 'error') {
      const { name, message, code, ownFrames } = line;
      result.error = { name, message, code, ownFrames };
    }
  }

  summary() {
    return { ...this.#result, sites: [...this.#sites.values()], stuck: this.#entered };
  }
}
