import { GreenpatchError } from '../base/errors';
import { originals } from '../base/originals';
import { shared } from '../base/shared';
import { housekeeping } from '../fiber';
import type { Fiber } from './fiber';
import { live } from './registry';
import { main } from './main';

/** Fibers described in full in one report. */
const MOST_DESCRIBED = 50;

function describe(fiber: Fiber): string {
  const site = fiber.spawnSite;
  return [
    `  fiber ${fiber.id} (${fiber.name}) is parked in ${fiber.parkedOn!.options.what}`,
    ...fiber.describeStack().map((line) => `      ${line}`),
    ...(site.length > 0 ? ['    it was spawned', ...site.map((line) => `      ${line}`)] : []),
  ].join('\n');
}

function report(parked: Fiber[]): string {
  const more = parked.length - MOST_DESCRIBED;
  return [
    `Deadlock: the event loop has nothing left to do, and ${parked.length} fiber(s) are parked that nobody can wake.`,
    'Look for a wait whose counterpart never comes: a promise that never settles, a join in a circle, a wake-up before the wait.',
    ...parked.slice(0, MOST_DESCRIBED).map(describe),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
  ].join('\n');
}

const watch = shared('deadlock', () => ({ on: false, reported: new WeakSet<Fiber>() }));

function check(): void {
  const parked = [...live].filter((fiber) => fiber.state === 'parked');
  if (parked.length === 0 || housekeeping.loopAlive()) return;
  const { fiber } = main;
  if (fiber?.state === 'parked') {
    fiber.interrupt({ reason: new GreenpatchError('ERR_GREENPATCH_DEADLOCK', report(parked)) });
    return;
  }
  // The loop may run dry more than once: a worker's warning is itself something to do.
  if (parked.every((one) => watch.reported.has(one))) return;
  for (const one of parked) watch.reported.add(one);
  process.emitWarning(report(parked), { type: 'GreenpatchWarning', code: 'ERR_GREENPATCH_DEADLOCK' });
}

/**
 * Reports a deadlock when the loop runs dry while fibers are parked (invariant 9): as an error in the main fiber, or as a
 * warning when the main fiber has ended and only others are left.
 */
export function watchForDeadlock(): void {
  if (watch.on) return;
  watch.on = true;
  // Listeners of others may still begin something; the tick comes after all of them.
  process.on('beforeExit', () => originals.nextTick(check));
}
