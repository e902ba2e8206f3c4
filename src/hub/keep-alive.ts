import { originals } from '../base/originals';
import { asOwn, ownActive } from '../fiber';
import { LONGEST_MS } from './timer';

let holders = 0;
let timer: NodeJS.Timeout | undefined;

/** The timer that holds the event loop open while a wait needs that. It is there from its first use on. */
export function loopHolder(): NodeJS.Timeout {
  return (timer ??= asOwn(() => originals.setInterval(() => {}, LONGEST_MS).unref()));
}

/** Holds the event loop open for a wait that it cannot see, until `releaseLoop`. Counts. */
export function holdLoop(): void {
  if (holders++ > 0) return;
  loopHolder().ref();
  ownActive.timers++;
}

export function releaseLoop(): void {
  if (--holders > 0) return;
  timer!.unref();
  ownActive.timers--;
}

/** Whether a wait needs that. */
export const isLoopHeld = (): boolean => holders > 0;
