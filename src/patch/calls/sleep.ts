import { idle, sleep } from '../../hub';
import type { Anything } from '../core/define';
import { checkTime } from './checks';

const SLEEP = 'timers.sleepSync';

/** A timer of 0 ms lets other I/O and timers come first, as in Node. */
function sleepFor(ms: unknown): void {
  const time = checkTime('ms', ms, SLEEP);
  if (time === 0) idle();
  else sleep(time);
}

export const calls: Record<string, Anything> = { [SLEEP]: sleepFor };
