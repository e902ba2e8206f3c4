import { setting } from '../base/config';
import { OWN_CODE } from '../base/package-root';
import { type Anything, filesAtOnce, watchHub } from '../patch';

/** A place that has blocked the hub. */
export interface BlockingSite {
  /** The function that blocked: `fs.readFileSync`. */
  readonly what: string;
  /** The program's own line that called it, or `<unknown>`. */
  readonly where: string;
}

/** What has blocked the hub so far. */
export interface HubBlocking {
  /** How many calls. */
  readonly calls: number;
  /** How long they took together, in ms. */
  readonly ms: number;
  /** The longest of them, in ms. */
  readonly longestMs: number;
  /** Places that have been named in a warning. */
  readonly sites: readonly BlockingSite[];
  /** Calls of `fs` that were made at once in fibers, because they take no waiting. */
  readonly files: FilesAtOnce;
}

/** What calls of `fs` that were made at once have cost. */
export interface FilesAtOnce {
  /** How many calls. */
  readonly calls: number;
  /** How long they took together, in ms. */
  readonly ms: number;
  /** The longest of them, in ms. */
  readonly longestMs: number;
  /** Mount points that have kept the hub waiting: calls there park since. */
  readonly slowMounts: readonly string[];
}

/** Frames that are looked through for the program's own. */
const FRAMES = 30;
/** Sites that are remembered: a program that makes up file names must not fill the memory. */
const MOST_SITES = 1000;

const INTERNAL = /\(?(node:|internal\/|native\b)/;

class HubMonitor {
  calls = 0;
  ms = 0;
  longestMs = 0;
  readonly sites = new Map<string, BlockingSite>();
  readonly #atLeastMs = setting('WARN_HUB');

  readonly watch = (what: string, ms: number, below: Anything): void => {
    this.calls++;
    this.ms += ms;
    if (ms > this.longestMs) this.longestMs = ms;
    if (ms >= this.#atLeastMs && this.sites.size < MOST_SITES) this.#name(what, ms, stackBelow(below));
  };

  #name(what: string, ms: number, frames: readonly string[]): void {
    const own = frames.find((frame) => !INTERNAL.test(frame) && !frame.includes(OWN_CODE));
    const where = own?.replace(/^.*\(|\)$|^at /g, '') ?? '<unknown>';
    const key = `${what} ${where}`;
    if (this.sites.has(key)) return;
    this.sites.set(key, { what, where });
    process.emitWarning(
      `${what} blocked the hub for ${ms.toFixed(ms < 10 ? 1 : 0)} ms at ${where}: no fiber ran meanwhile. Nothing can be parked ` +
        "there: it is the hub, a listener of a stream's content, or below WebAssembly or a function such as postMessage. " +
        'Call it in a fiber: spawn(() => ...).',
      {
        type: 'GreenpatchHubBlocked',
        code: 'GREENPATCH_HUB_BLOCKED',
        detail: frames.map((frame) => `    ${frame}`).join('\n'),
      },
    );
  }
}

/** The calls on the stack, innermost first, outside of the function given. */
function stackBelow(fn: Anything): string[] {
  const { stackTraceLimit } = Error;
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(holder, fn);
  Error.stackTraceLimit = stackTraceLimit;
  const lines = String(holder.stack).split('\n').slice(1);
  return lines.map((line) => line.trim());
}

const monitor: HubMonitor = new HubMonitor();

/** Counts and names what blocks the hub from now on. */
export function monitorHub(): void {
  watchHub(monitor.watch);
}

/**
 * What has blocked the hub so far: calls of patched functions where nothing can be parked (invariant 2). Places that blocked at
 * least as long as GREENPATCH_WARN_HUB says have been named in a warning, once each.
 */
export function hubBlocking(): HubBlocking {
  const { calls, ms, longestMs, sites } = monitor;
  const files = { ...filesAtOnce, slowMounts: [...filesAtOnce.slowMounts] };
  return { calls, ms, longestMs, sites: [...sites.values()], files };
}
