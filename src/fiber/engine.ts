import { builtin } from '../base/builtin';
import { setting } from '../base/config';
import { GreenpatchError } from '../base/errors';
import { isMainThread } from '../base/main-thread';
import { type Binding, type EngineKind, loadBinding } from './addon';
import { beginHiding } from './hidden';
import { FaultNotes } from './notes';

/** V8's own default for the stack of a thread's JavaScript, in KiB (`node --stack-size`). */
const NODE_STACK_KB = 984;
/** A worker's whole stack unless `resourceLimits.stackSizeMb` says otherwise, and what Node leaves of it to native code, in KiB. */
const WORKER_STACK_KB = 4096;
const WORKER_NATIVE_KB = 192;
/** Less than that, and nothing runs in a fiber. */
const LEAST_KB = 128;
/**
 * Stack left to native code that JavaScript calls when it is near its limit, in bytes. 0 is what the main thread has. Workers have
 * little in plain Node.
 */
const NATIVE_BYTES = isMainThread ? 0 : 1024 * 1024;

/** What is called at each switch and park. V8 keeps the binding itself as a dictionary, because it has so many functions. */
export type Switching = Pick<
  Binding,
  'start' | 'resume' | 'suspend' | 'canSuspend' | 'beginPark' | 'takeRoom' | 'giveRoom' | 'needRoom'
>;

function switchingOf(binding: Binding): Switching {
  const { start, resume, suspend, canSuspend, beginPark, takeRoom, giveRoom, needRoom } = binding;
  return { start, resume, suspend, canSuspend, beginPark, takeRoom, giveRoom, needRoom };
}

/** An engine in use. */
export interface Engine {
  readonly kind: EngineKind;
  readonly binding: Binding;
  readonly switching: Switching;
  readonly stackBytes: number;
  /** Null where native code cannot be told which fiber runs. */
  readonly notes: FaultNotes | null;
  /** The first is 1 once an instance of WebAssembly has been made in this thread, in any realm; the second once JSPI is used. */
  readonly guests: Uint8Array;
}

/** Which engine this thread has, and why not a faster one. */
export interface EngineStatus {
  readonly engine: Engine | null;
  /** What refused, in the order tried: `switch: a hardware shadow stack is active`. */
  readonly refusals: readonly string[];
}

/** What `--stack-size` asks for, wherever V8 takes it from, in KiB; undefined where it does not. The last one counts. */
function stackSizeFlag(): number | undefined {
  const flags = [...(process.env.NODE_OPTIONS ?? '').split(/\s+/), ...process.execArgv];
  const sizes = flags.flatMap((flag, i) => {
    const match = /^--stack[-_]size(?:=(\d+))?$/.exec(flag);
    return match === null ? [] : [Number(match[1] ?? flags[i + 1])];
  });
  return sizes.filter((size) => size > 0).pop();
}

/** What Node gives JavaScript in a worker, in KiB: the flag is not for workers. */
function workerStack(): number {
  const { stackSizeMb } = builtin<{ resourceLimits: { stackSizeMb?: number } }>('worker_threads').resourceLimits;
  return Math.floor((stackSizeMb ?? 0) > 0 ? stackSizeMb! * 1024 : WORKER_STACK_KB) - WORKER_NATIVE_KB;
}

/** JavaScript's share of a fiber's stack: never less than what plain Node gives the same code on this thread. */
function stackBytes(): number {
  const plain = isMainThread ? (stackSizeFlag() ?? NODE_STACK_KB) : workerStack();
  return Math.max(LEAST_KB, plain, setting('STACK_KB')) * 1024;
}

const CANDIDATES = { auto: ['switch', 'threads'], switch: ['switch'], threads: ['threads'], off: [] } as const;

function watchGuests(binding: Binding): Uint8Array {
  const used = new Uint8Array(2);
  binding.watchGuests(used);
  return used;
}

/**
 * Whether WebAssembly may have suspended stacks already (JSPI), of which V8 tells those only who have asked before: where greenpatch is
 * preloaded, no code of the program has run. Scavenges must not do less for fibers then, since those stacks are looked at once for each.
 */
function mayHaveSuspended(): boolean {
  const { WebAssembly } = globalThis as { WebAssembly?: object };
  if (WebAssembly === undefined || !('promising' in WebAssembly || 'Suspender' in WebAssembly)) return false;
  return !builtin<{ prototype: { isPreloading?: boolean } }>('module').prototype.isPreloading;
}

function open(entry: () => void): EngineStatus {
  const wanted = setting('ENGINE');
  const bytes = stackBytes();
  const refusals: string[] = wanted === 'off' ? ['GREENPATCH_ENGINE=off'] : [];
  let binding: Binding | undefined;
  for (const kind of CANDIDATES[wanted]) {
    try {
      binding ??= loadBinding();
    } catch (error) {
      refusals.push(`addon: ${(error as Error).message}`);
      break;
    }
    const why = binding.open(kind, bytes, NATIVE_BYTES, entry, setting('SWITCH') === 'own', !mayHaveSuspended());
    if (why === undefined) {
      beginHiding(binding, entry);
      const memory = binding.faultNotes();
      const notes = memory === undefined ? null : new FaultNotes(memory);
      const guests = watchGuests(binding);
      return { engine: { kind, binding, switching: switchingOf(binding), stackBytes: bytes, notes, guests }, refusals };
    }
    refusals.push(`${kind}: ${why}`);
  }
  return { engine: null, refusals };
}

let status: EngineStatus | undefined;

/** Opens this thread's engine, once. `entry` is what every coroutine runs first. */
export function openEngine(entry: () => void): EngineStatus {
  return (status ??= open(entry));
}

/** Makes the error of a thread without an engine. */
export function noEngine({ refusals }: EngineStatus): GreenpatchError {
  return new GreenpatchError(
    'ERR_GREENPATCH_ENGINE',
    `Fibers do not work here: ${refusals.join('; ')}. Run \`npx greenpatch doctor\`; ` +
      'unset GREENPATCH_ENGINE if it is set, and rebuild the addon with `npm rebuild greenpatch` if it does not load.',
  );
}
