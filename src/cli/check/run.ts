import path from 'node:path';
import type { Adaptation } from '../../compat';
import { siteKey } from '../../base/site-key';
import type { LedgerSite } from '../../observe/watch';
import { type Entered, type UncaughtError, type CheckLine, MARK } from './lines';
import type { CheckTarget } from './target';
import { type ChildEnd, runChild } from '../child-process';

/** How a program is run. */
export interface RunOptions {
  /** For GREENPATCH_ENGINE; undefined leaves the environment as it is. */
  readonly engine: string | undefined;
  /** When the program is ended, in ms. */
  readonly limitMs: number;
  readonly args: readonly string[];
}

/** What became of the program, and what was seen. */
export interface Observed extends ChildEnd {
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
  if (kind === 'script') return [...register, file, ...args];
  return [...register, '--input-type=commonjs', '-e', loading(name), '--', ...args];
}

/** Runs the program in a process of its own, under observation, until it ends or the time is up. */
export async function runObserved(target: CheckTarget, { engine, limitMs, args }: RunOptions): Promise<Observed> {
  const seen = new SeenSites();
  const end = await runChild<CheckLine>({
    args: commandOf(target, args),
    env: environment(engine),
    limitMs,
    foreign: true,
    output: 'as it came',
    take: (line) => seen.take(line),
  });
  return { ...seen.summary(), ...end };
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
