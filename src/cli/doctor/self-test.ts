// The program that `greenpatch doctor` runs in a child process. It reports on file descriptor 3, a JSON line each, written at
// once: what was said before a crash is not lost.
import { writeSync } from 'node:fs';
import { fileCalls } from '../../base/config';
import {
  asyncIdsMissing,
  engineStatus,
  type EngineStatus,
  housekeeping,
  type PoolStatus,
  startPool,
} from '../../fiber';
import { park, spawn } from '../../hub';
import { checks, type Check } from './checks';

/** An engine that is open, and what it says about itself. */
export interface EngineReport {
  kind: string;
  description: string;
  /** JavaScript's share of a fiber's stack, in KiB. */
  stackKb: number;
  profilerSeesFibers: boolean;
  /** What is off because a probe has not found what it needs, each with why. */
  missing: string[];
  asyncIdsReachable: boolean;
  /** Whether V8 accepts code caches, Node's own among them, as without greenpatch. */
  codeCachesKept: boolean;
  /** Stacks that were made, and how many of them have a guard page. */
  stacks: { created: number; guarded: number };
  /** libuv's threads. */
  pool: PoolStatus | null;
  /** Whether files that the kernel has cached are read without a thread. */
  warmFiles: boolean;
}

/** What became of one check. */
export interface SelfTestResult {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** The error of a failed one, why one was skipped, what one has measured. */
  detail?: string;
  ms?: number;
}

/** What the child reports. `refused` or `done` is the last line; the last check has no `end`: it is the process's own. */
export type SelfTestLine =
  | { type: 'refused'; refusals: string[] }
  | { type: 'opened'; refusals: string[]; engine: EngineReport }
  | { type: 'begin'; name: string }
  | { type: 'end'; check: SelfTestResult }
  | { type: 'done'; engine: EngineReport };

const REPORTS = 3;

function report(line: SelfTestLine): void {
  writeSync(REPORTS, `${JSON.stringify(line)}\n`);
}

function engineReport(): EngineReport {
  const { kind, binding, stackBytes } = engineStatus().engine!;
  const { created, guarded } = housekeeping.stats();
  return {
    kind,
    description: binding.describe(),
    stackKb: stackBytes / 1024,
    profilerSeesFibers: binding.profilerSeesFibers(),
    missing: binding.missing(),
    asyncIdsReachable: !asyncIdsMissing(),
    codeCachesKept: binding.codeCachesKept(),
    stacks: { created, guarded },
    pool: startPool(binding),
    warmFiles: fileCalls() !== 'park' && binding.warmWorks(),
  };
}

async function judge({ name, skip, run }: Check): Promise<SelfTestResult> {
  const why = skip?.();
  if (why !== undefined) return { name, outcome: 'skipped', detail: why };
  const started = performance.now();
  try {
    const detail = (await run()) ?? undefined;
    return { name, outcome: 'passed', detail, ms: Math.round(performance.now() - started) };
  } catch (error) {
    return { name, outcome: 'failed', detail: String((error as Error)?.stack ?? error) };
  }
}

function status(): EngineStatus {
  try {
    return engineStatus();
  } catch (error) {
    return { engine: null, refusals: [(error as Error).message] }; // a setting that cannot be used
  }
}

async function main(): Promise<void> {
  const { engine, refusals } = status();
  if (engine === null) return report({ type: 'refused', refusals: [...refusals] });
  report({ type: 'opened', refusals: [...refusals], engine: engineReport() });
  for (const check of checks) {
    report({ type: 'begin', name: check.name });
    report({ type: 'end', check: await judge(check) });
  }
  await leaveParked();
}

/** Ends the process with a fiber still parked, which is an ordinary day. Whether that went well the parent sees. */
async function leaveParked(): Promise<void> {
  report({ type: 'begin', name: 'the process ends while a fiber is parked' });
  spawn(() => park({ what: 'the end of the self-test', start() {} }));
  await spawn(() => {}); // started after the other one
  report({ type: 'done', engine: engineReport() });
  process.exit(0);
}

void main();
