import { originals } from '../base/originals';
import { asOwn, closureOf } from '../fiber';
import { loopHolder } from './keep-alive';

/** A timer, or the head of a list of them: Node's lists are rings. */
interface Linked {
  readonly _idleNext: unknown;
  readonly _idlePrev: unknown;
}

/** Node's own: timers in lists by their time in ms, and numbers of immediates, of all and of those that hold the loop. */
interface Scheduled {
  readonly timerListMap: Readonly<Record<string, Linked>>;
  readonly immediateInfo: Uint32Array;
}

const { clearImmediate } = globalThis;
const nothing = (): void => {};

/** Undefined until it was looked for, null where it cannot be had. */
let scheduled: Scheduled | null | undefined;

function find(): Scheduled | null {
  try {
    const found = closureOf(originals.clearTimeout, ['timerListMap', 'immediateInfo']) as unknown as Scheduled;
    return holdsTimers(found) && countsImmediates(found) ? found : null;
  } catch {
    return null; // a Node without inspector, or one that may not use it
  }
}

/** The timer that is there must be in a list. */
function holdsTimers({ timerListMap }: Partial<Scheduled>): boolean {
  const holder = loopHolder();
  return timerListMap !== undefined && Object.keys(timerListMap).some((ms) => includes(timerListMap[ms]!, holder));
}

function includes(list: Linked, timer: unknown): boolean {
  for (let at = list._idleNext; at !== list; at = (at as Linked)._idleNext) {
    if (at === timer) return true;
    if (typeof at !== 'object' || at === null) return false;
  }
  return false;
}

/** An immediate that is made must be counted, and no more when it is cleared. */
function countsImmediates({ immediateInfo }: Partial<Scheduled>): boolean {
  if (!(immediateInfo instanceof Uint32Array)) return false;
  const before = immediateInfo[0]!;
  const immediate = asOwn(() => originals.setImmediate(nothing));
  const during = immediateInfo[0]!;
  clearImmediate(immediate);
  return during === before + 1 && immediateInfo[0] === before;
}

/**
 * Whether no timer and no immediate is to come, whether it holds the loop or not, but for the timer with which greenpatch holds
 * it. libuv does not know: while Node calls some it is not told of the rest, and for one that was cleared it goes on waiting.
 * False where Node's lists could not be reached.
 */
export function nothingScheduled(): boolean {
  if (scheduled === undefined) scheduled = find();
  if (scheduled === null) return false;
  const { timerListMap, immediateInfo } = scheduled;
  if (immediateInfo[0] !== 0 || immediateInfo[1] !== 0) return false;
  for (const ms in timerListMap) if (hasOthers(timerListMap[ms]!, loopHolder())) return false;
  return true;
}

function hasOthers(list: Linked, holder: unknown): boolean {
  const first = list._idleNext;
  return first !== list && (first !== holder || (first as Linked)._idleNext !== list);
}
