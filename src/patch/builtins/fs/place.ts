import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadedWatch } from '../../../base/builtin';
import { fileCalls } from '../../../base/config';
import { originals } from '../../../base/originals';
import { type Binding, engineStatus } from '../../../fiber';
import type { Anything } from '../../core/define';
import { directly } from '../../core/policy';

/** A call that takes so long, in ms, may have waited. */
const WAIT_MS = 5;
/**
 * A mount is slow when so many of its calls have kept the hub waiting, at least twice and so long together, in ms within `WATCH_MS`.
 * Single ones prove nothing: a process that holds a lock of the file system may have to wait for a processor.
 */
const SLOW_SHARE = 0.01;
const MOST_WAITED_MS = 100;
const WATCH_MS = 60_000;
/** So long a path that was looked at is taken to lead to the same mount, in ms. */
const FRESH_MS = 100;
const MOST_PATHS = 1000;

const { permission } = process as { permission?: unknown };

/** Loaded by Node when a virtual file system is mounted: from then on only Node knows which paths are files of the kernel. */
const virtualFiles = loadedWatch('internal/vfs/setup');

const way = fileCalls();
/** Whether all of it is made at once, however long it takes. */
export const patient = way === 'inline';

let found: Binding | null | undefined;

function find(): Binding | null {
  // What the permission model allows, only Node's own functions know.
  if (way === 'park' || permission !== undefined) return null;
  const binding = engineStatus().engine?.binding;
  return binding?.warmWorks() ? binding : null;
}

/** The addon, if this process may ask it about files. */
export function fileSystem(): Binding | null {
  if (found === undefined) found = find();
  return found === null || virtualFiles() ? null : found;
}

/** A path as the system takes it, or null when the original has something to say about it. */
export function pathOf(given: unknown): string | Uint8Array | null {
  if (typeof given === 'string' || Buffer.isBuffer(given)) return given;
  if (!(given instanceof URL)) return null;
  try {
    return fileURLToPath(given);
  } catch {
    return null;
  }
}

export const isDescriptor = (fd: unknown): fd is number =>
  Number.isInteger(fd) && (fd as number) >= 0 && (fd as number) < 2 ** 31;

/** No mount in particular. */
const SOMEWHERE = -1;

/** What was found out last: mount, mode, size, names, whether it lies behind caches, flags. */
const told = new Float64Array(6);

/** When the present look began, and how long the thread had slept by then, if a mount is suspected. */
let began = 0;
let slept = 0;

/** What the last look has found. */
export const place = {
  /** Its number: never 0. */
  get mount(): number {
    return told[0] || SOMEWHERE;
  },
  /** `st_mode`; 0 when the system has an error to tell. */
  get mode(): number {
    return told[1]!;
  },
  get size(): number {
    return told[2]!;
  },
  get names(): number {
    return told[3]!;
  },
  /** Whether what is in it lies behind caches. */
  get cached(): boolean {
    return told[4] !== 0;
  },
  /** Of an open file, as `open` takes them. */
  get flags(): number {
    return told[5]!;
  },
} as const;

function begin(): void {
  began = originals.now();
  if (suspects.size > 0) slept = found!.threadSlept();
}

/** Node's own, which take their time. */
const { statSync, lstatSync, fstatSync } = fs;

function lookPatiently(look: () => fs.Stats | undefined): boolean {
  began = originals.now();
  let stats: fs.Stats | undefined;
  try {
    stats = directly(look, undefined, []) as fs.Stats | undefined;
  } catch {
    // The call has the same to say.
  }
  told.set([0, stats?.mode ?? 0, stats?.size ?? 0, stats?.nlink ?? 0, 1, 0]);
  return true;
}

/**
 * Looks where a path leads; `place` is what has come out.
 * @returns false when only a call that may wait for others could tell
 */
export function look(given: unknown, follow: boolean): boolean {
  const path = pathOf(given);
  if (path === null) return false;
  const binding = fileSystem();
  if (binding === null) return patient && lookPatiently(() => (follow ? statSync : lstatSync)(path as string));
  begin();
  return binding.filePlace(path, follow, patient, told);
}

/** The same of an open file. */
export function lookAt(fd: unknown): boolean {
  if (!isDescriptor(fd)) return false;
  const binding = fileSystem();
  if (binding === null) return patient && lookPatiently(() => fstatSync(fd));
  begin();
  return binding.filePlaceAt(fd, patient, told);
}

interface Fresh {
  until: number;
  readonly mount: number;
}

/** Paths that were looked at: as they are, and followed. */
const fresh = [new Map<string, Fresh>(), new Map<string, Fresh>()] as const;

/** The mount that a path leads to, or 0. It is not looked at once more within a moment. */
export function mountOf(given: unknown, follow: boolean): number {
  const paths = fresh[follow ? 1 : 0];
  const known = typeof given === 'string' ? paths.get(given) : undefined;
  if (known !== undefined && originals.now() < known.until && fileSystem() !== null) {
    begin();
    return known.mount;
  }
  if (!look(given, follow)) return 0;
  if (place.mode > 0 && place.mount > 0 && typeof given === 'string' && given[0] === '/') remember(paths, given);
  return place.mount;
}

/** What a relative path means may change. That nothing is there is not remembered. */
function remember(paths: Map<string, Fresh>, path: string): void {
  if (paths.size >= MOST_PATHS) paths.clear();
  paths.set(path, { until: originals.now() + FRESH_MS, mount: place.mount });
}

/** What was made at once so far, and which mounts have turned out to be slow. */
export interface FileCalls {
  calls: number;
  /** How long they took together, in ms. */
  ms: number;
  longestMs: number;
  /** Mount points whose calls park from now on. */
  readonly slowMounts: string[];
}

/** Of this thread. */
export const filesAtOnce: FileCalls = {
  calls: 0,
  ms: 0,
  longestMs: 0,
  slowMounts: [],
};

/** A mount that may have kept the hub waiting, and what is known of that. */
interface Suspect {
  readonly since: number;
  calls: number;
  waits: number;
  /** In ms. */
  waited: number;
}

const suspects: Map<number, Suspect> = new Map();

/**
 * Makes a call at once that was looked into by the last look. Nothing inside it parks.
 * @param mount where it works
 */
export function atOnce(mount: number, original: Anything, self: unknown, args: readonly unknown[]): unknown {
  const started = began;
  const suspected = suspects.size > 0 ? suspects.get(mount) : undefined;
  if (suspected !== undefined) suspected.calls++;
  const sleptBefore = suspects.size > 0 ? slept : NaN;
  try {
    return directly(original, self, args);
  } finally {
    const ms = originals.now() - started;
    noteAtOnce(ms);
    if (ms >= WAIT_MS && mount > 0 && !patient) suspect(mount, sleptBefore);
  }
}

/** Notes what was made at once. */
export function noteAtOnce(ms: number): void {
  filesAtOnce.calls++;
  filesAtOnce.ms += ms;
  if (ms > filesAtOnce.longestMs) filesAtOnce.longestMs = ms;
}

/**
 * A call has taken long. That may be because others had the processor: from the second one on it counts how long this thread has
 * slept, which costs too much to be asked before each call.
 */
function suspect(mount: number, sleptBefore: number): void {
  const now = originals.now();
  const known = suspects.get(mount);
  if (known === undefined || now - known.since > WATCH_MS) {
    suspects.set(mount, { since: now, calls: 0, waits: 0, waited: 0 });
    return;
  }
  const ms = found!.threadSlept() - sleptBefore;
  if (!(ms >= WAIT_MS)) return;
  known.waits++;
  known.waited += ms;
  if (known.waits > 1 && known.waited >= MOST_WAITED_MS && known.waits >= known.calls * SLOW_SHARE) giveUp(mount);
}

function giveUp(mount: number): void {
  suspects.delete(mount);
  for (const paths of fresh) paths.clear();
  filesAtOnce.slowMounts.push(found!.mountIsSlow(mount));
}
