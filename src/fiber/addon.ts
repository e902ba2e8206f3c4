import { loadAddon } from '../base/native';

export type EngineKind = 'switch' | 'threads';

/** What a coroutine has come to when control returns to its resumer. Mirrors `Outcome` in native/engine.h. */
export const OUTCOME = { suspended: 0, returned: 1, threw: 2, terminated: 3 } as const;

/** A child process to start, as native/child_request.h reads it. */
export interface ChildRequest {
  /** Each ended by a zero byte: the program, its arguments, its environment, its folder. */
  readonly texts: Uint8Array;
  /** How many arguments. */
  readonly args: number;
  /** How many variables; undefined for those of this process. */
  readonly env: number | undefined;
  /** Whether a folder is given. */
  readonly cwd: boolean;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly detached: boolean;
  readonly windowsHide: boolean;
  readonly windowsVerbatimArguments: boolean;
  /** In ms; 0 for none. */
  readonly timeout: number;
  /** Bytes of output in total; 0 for any number. */
  readonly maxBuffer: number;
  readonly killSignal: number | undefined;
  /** Three numbers for each entry: kind (0 ignore, 1 pipe, 2 descriptor); descriptor, or whether the child reads; whether it writes. */
  readonly stdio: Int32Array;
  /** What the child reads, by entry. */
  readonly inputs: readonly (NodeJS.ArrayBufferView | undefined)[];
}

/** Called when a child is over; `failure` is why its output cannot be had. */
export type ChildDone = (
  error: number,
  status: number | null,
  signal: string | null,
  output: (Buffer | null)[] | null,
  pid: number,
  failure: unknown,
) => void;

/** Node's for V8: what has happened (v8::PromiseRejectEvent) to a promise. */
export type RejectionHandler = (event: number, promise: Promise<unknown>, reason: unknown) => void;

/** The addon's functions; see native/addon.cc and native/engine_functions.cc. */
export interface Binding {
  open(
    kind: EngineKind,
    stackBytes: number,
    reserveBytes: number,
    entry: () => void,
    ownSwitching: boolean,
    lazyScavenges: boolean,
  ): string | undefined;
  /** A new coroutine, run until it suspends or ends: id * 4 + outcome, or -errno. */
  start(): number;
  resume(id: number): number;
  suspend(): boolean;
  /**
   * False on the hub, inside a drain of promise jobs that began in this very coroutine, and where something forbids it. Throws as
   * needRoom.
   */
  canSuspend(): boolean;
  /** What goes on in which nothing may park: `while an error's stack is formatted`. */
  forbids(): string | undefined;
  /** Stacks show no function of the script that `fn` is of, or `missing` says why not. */
  hideScript(fn: (...args: never[]) => unknown): void;
  /** What is off because a probe has not found what it needs: `name: why`. */
  missing(): string[];
  /** 0 where that is false, otherwise 1; 2 when little stack was left and some was added, so that giveRoom() has to follow. */
  beginPark(): 0 | 1 | 2;
  /** Adds to the stack if little is left of it. True when giveRoom() has to follow. */
  takeRoom(): boolean;
  giveRoom(): void;
  /** Throws a RangeError, as V8 does where a stack ends, where it ends before takeRoom() could be called. */
  needRoom(): void;
  /** Memory in which a fault in a guard zone finds whom to name. Undefined where there is no such memory. See notes.ts. */
  faultNotes(): ArrayBuffer | undefined;
  /** The first byte of `used` becomes 1 when an instance of WebAssembly is made, in any realm of this thread; the second when JSPI is used. */
  watchGuests(used: Uint8Array): void;
  /** How many times the running stack has gone into WebAssembly and has not come out again. */
  guestEntries(): number;
  /** The same, where there is no JSPI, quickly for a stack without marks of guests, once these are learned. See native/guest_marks.h. */
  guestEntriesByMarks(): number;
  /** Empties the stack below: what is seen next has been put there since. */
  clearStack(): void;
  /** To be called by JavaScript, outside of any guest. */
  seeOutsideGuests(): void;
  /** To be imported by a guest and called by it. */
  seeInsideGuest(): void;
  /** Makes marks of guests of what has been seen. False where there is none. */
  learnGuestMarks(): boolean;
  /**
   * Calls `fn` on the OS thread that belongs to the event loop; nothing else runs meanwhile, and `fn` cannot suspend. What it throws is
   * lost.
   */
  callOnHub(fn: () => void): void;
  /** Drains of promise jobs that begin on the hub call `drain`, until null is given. Undefined, or why that is not possible. */
  redirectJobs(drain: (() => void) | null): string | undefined;
  /** Drains the promise jobs on this very stack. */
  runJobs(): void;
  pendingJobs(): number;
  /** Whether drains of promise jobs that begin on the hub are V8's own although they are redirected. */
  leaveJobs(leave: boolean): void;
  /** Whether V8 drains promise jobs now. */
  inJobs(): boolean;
  /** V8 tells `handler` of rejected promises in the place of Node, until null is given. Undefined, or why that is not possible. */
  watchRejections(handler: RejectionHandler | null): string | undefined;
  /** Tells Node of one. */
  tellOfRejection: RejectionHandler;
  failure(): unknown;
  keepFailure(): number;
  dropFailure(key?: number): void;
  rethrow(key?: number): void;
  /** Whether the event loop still has something to do, as Node asks it after 'beforeExit'. */
  loopAlive(): boolean;
  /** Whether nothing in the loop or in V8 could call code, but for Node's timers and immediates. See native/loop_rest.h. */
  loopRests(): boolean;
  /** Whether it is a promise that has come to nothing yet. */
  isPending(value: unknown): boolean;
  /** Starts a child process: its id, or -errno, when `done` is not called. */
  spawnChild(request: ChildRequest, done: ChildDone): number;
  /** Ends a child by its signal, and by SIGKILL if it is still there after some ms. `done` is not called. */
  cancelChild(id: number, graceMs: number): void;
  /**
   * Runs a child process to its end as Node's binding `spawn_sync` does. Undefined where the binding has to be asked; then nothing has
   * happened. See native/spawn_sync.h.
   */
  spawnSync(options: object): object | undefined;
  trim(): void;
  stats(): { live: number; idle: number; created: number; guarded: number; hidden: number };
  describe(): string;
  /** For tests: whether each switch goes by V8's protocol from now on, as while a debugger is at work. */
  preferProtocol(prefer: boolean): void;
  profilerSeesFibers(): boolean;
  /** Whether V8 accepts code caches, Node's own and those of `vm`, as without greenpatch. See native/v8_flags.h. */
  codeCachesKept(): boolean;
  /** Calls `fn` after each turn of the loop's polling, without keeping the loop alive; null ends that. */
  onTurn(fn: ((polled: boolean) => void) | null): void;
  /** A descriptor of the same open file to wait for input with, or -1 when it never makes wait. See native/input_watcher.h. */
  inputOpen(fd: number): number;
  /** Calls `fn` once when there is input or an end. */
  inputWait(own: number, fn: () => void): void;
  inputClose(own: number): void;
  /** Bytes read; -1 when there is no input after all; -2 when it has to be read in another way. */
  inputRead(own: number, view: NodeJS.ArrayBufferView, offset: number, length: number): number;
  /** Opens in a thread of its own; `fn` gets the descriptor or -errno. False when there is no thread. */
  openSlowly(path: string, flags: number, fn: (fd: number) => void): boolean;
  /** Starts libuv's pool with so many threads unless it runs: how many were added, -1 where that cannot be told. */
  startPool(size: number): number;
  /**
   * Whether the kernel can be asked for what its caches hold; without it none of the following may be called. See
   * native/warm_file.h.
   */
  warmWorks(): boolean;
  /** Bytes of the file, now in the buffer; -1 when only waiting could tell; -2 - size when the buffer is too small. */
  warmReadFile(file: string | Uint8Array | number, buffer: Uint8Array, fresh: boolean): number;
  /** Bytes read; -1 when only waiting could tell, and nothing has been read. A position of -1 is the file's own. */
  warmRead(fd: number, view: NodeJS.ArrayBufferView, offset: number, length: number, position: number): number;
  /** Where a path leads, in `out`; false when only a call that may wait for others could tell. See native/file_place.h. */
  filePlace(path: string | Uint8Array, follow: boolean, patient: boolean, out: Float64Array): boolean;
  /** The same of an open file. */
  filePlaceAt(fd: number, patient: boolean, out: Float64Array): boolean;
  /** From now on a mount is foreign. Its mount point. */
  mountIsSlow(mount: number): string;
  /** How long this thread has slept, in ms since some moment: it neither ran nor stood in line for a processor. */
  threadSlept(): number;
}

/**
 * Loads the addon built or prebuilt for this Node.
 * @throws what `require` throws when there is none, or when it was made for another Node
 */
export const loadBinding = (): Binding => loadAddon() as Binding;
