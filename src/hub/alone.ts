import { isMainThread } from '../base/main-thread';
import { Coroutine, housekeeping, inspectorIsOpen } from '../fiber';
import { runningCore } from './current';
import { hub } from './hub';
import { jobs } from './jobs';
import { isLoopHeld } from './keep-alive';
import { nothingScheduled } from './node-timers';
import { live } from './live';
import { time } from './timer';

/** Entry points after which Node goes on with what is counted here. After others, such as an event's, further listeners may follow. */
const COUNTED: ReadonlySet<string> = new Set([
  'main',
  'ticks',
  'promise jobs',
  'setTimeout',
  'setImmediate',
  'setInterval',
]);

/**
 * Whether no other code could run while the running fiber waits: no other fiber, nothing ready, no tick or promise job, no timer or
 * immediate, no debugger, and nothing in the event loop. False where that cannot be told; in a worker, whose parent may write
 * at any time.
 */
export function isAlone(): boolean {
  const coroutine = Coroutine.current;
  if (coroutine === null || !isMainThread || live.size > 1 || hub.waiting > 0) return false;
  if (!isCounted(coroutine) || isLimited() || isLoopHeld() || time.source !== null) return false;
  return jobs.empty && nothingScheduled() && !inspectorIsOpen() && housekeeping.loopRests();
}

/** Whether it is known what goes on when it suspends. */
const isCounted = ({ entryPoint, nested }: Coroutine): boolean =>
  !nested && (entryPoint === null || COUNTED.has(entryPoint));

/** Whether the running fiber is about to be ended, or its time may run out. This may be the first question for its fiber. */
function isLimited(): boolean {
  const fiber = runningCore();
  return fiber === null || live.size > 1 || fiber.interrupts !== null || fiber.scope !== null;
}
