import path from 'node:path';
import type { Piscina } from 'piscina';
import { setting } from '../base/config';
import { OFFLOAD_MARK } from '../base/offload-worker';
import { OWN_CODE, PACKAGE_ROOT } from '../base/package-root';
import { shared } from '../base/shared';

/** Compiled apart from everything else. */
const WORKER = path.join(OWN_CODE, 'sync', 'offload-worker.js');

/** Lets in as many at a time as there are threads, in the order in which they come. The library's own queue is not that strict. */
class Line {
  readonly #waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /**
   * Calls `begin` as soon as there is room.
   * @returns what makes room again, or leaves the line
   */
  enter(begin: () => void): () => void {
    let inside = true;
    if (this.free === 0) this.#waiting.push(begin);
    else {
      this.free--;
      begin();
    }
    return () => {
      if (inside) this.#leave(begin);
      inside = false;
    };
  }

  #leave(begin: () => void): void {
    const at = this.#waiting.indexOf(begin);
    if (at >= 0) this.#waiting.splice(at, 1);
    else if (this.#waiting.length === 0) this.free++;
    else this.#waiting.shift()!();
  }
}

export interface Workers {
  readonly pool: Piscina;
  readonly line: Line;
}

/** One pool a thread. Its threads do not hold the process, and end when they have been idle for a while. */
const own = shared('offload workers', () => ({ workers: null as Workers | null }));

/** The workers of this thread. The library is loaded when it is first needed: programs that never offload do not pay for it. */
export function workersOfThread(): Workers {
  if (own.workers !== null) return own.workers;
  const threads = setting('OFFLOAD_THREADS') || cores();
  return (own.workers = { pool: makePool(threads), line: new Line(threads) });
}

const cores = () => (require('node:os') as { availableParallelism(): number }).availableParallelism();

function makePool(maxThreads: number): Piscina {
  const library = require('piscina') as { Piscina: typeof Piscina };
  return new library.Piscina({
    filename: WORKER,
    minThreads: 0,
    maxThreads,
    idleTimeout: setting('OFFLOAD_IDLE_MS'),
    execArgv: withoutPreload(process.execArgv),
    workerData: OFFLOAD_MARK,
    atomics: 'disabled', // the worker's own event loop goes on between jobs
    recordTiming: false,
  });
}

const PRELOADS = ['-r', '--require', '--import'];

/** Loading greenpatch would only cost the workers time. In NODE_OPTIONS it stays, for their children. */
export function withoutPreload(args: readonly string[]): string[] {
  return args.filter((arg, at) => {
    const [name = '', value] = arg.split('=', 2);
    if (PRELOADS.includes(name)) return !isOwn(value ?? args[at + 1] ?? '');
    return !(PRELOADS.includes(args[at - 1] ?? '') && isOwn(arg));
  });
}

function isOwn(name: string): boolean {
  const file = path.resolve(name);
  return /^greenpatch($|\/)/.test(name) || file === PACKAGE_ROOT || file.startsWith(OWN_CODE);
}
