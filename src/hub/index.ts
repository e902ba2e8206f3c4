export { isAlone } from './alone';
export { controlsOf, type FiberControls } from './controls';
export { spawnSite } from './core';
export { disown, own, ownerOf, runningFiber } from './current';
export { Fiber, type FiberState } from './fiber';
export { hub, type Policy, type Ready } from './hub';
export { jobs } from './jobs';
export {
  forbidden,
  inFiber,
  notInFiber,
  park,
  shielded,
  withoutParking,
  type Interrupt,
  type Park,
  type ParkOptions,
  type Waker,
} from './park';
export type { QueuePlace } from './place';
export { runEntry } from './entry';
export { habits } from './habits';
export { idle, sleep, wait } from './wait';
export { WaitList } from './wait-list';
export {
  type LineStand,
  TIMED_OUT,
  type TimedOut,
  Wait,
  Waiter,
  WaitInLines,
  NOT_BEGUN,
  type WaitOptions,
  CallingWaker,
} from './waiter';
export { Mutex } from './mutex';
export { checkSignal, inheriting, CancelScope, withSignal, withTimeout, type TimeoutOptions } from './timeout';
export { makeFiber, spawn, spawnLater } from './spawn';
export { joinAll, killAll, type JoinAllOptions } from './group';
export { beforeExit, deadlockError, watchForDeadlock } from './deadlock';
export { waitGraph, type WaitNode } from './wait-graph';
export { now, startTimer, stopTimer, time, type TimeSource, type HubTimer } from './timer';
export { holdLoop, releaseLoop } from './keep-alive';
export { mainHasBegun, runMain } from './main';
export type { StackNote } from './site';
export { live } from './live';
export { countScopes } from './scopes';
export { begin, expectMain, startup } from './startup';
export { withCallerStack } from './caller-stack';
export { unwatchTurns, watchTurns, type TurnWatcher } from './turns';
