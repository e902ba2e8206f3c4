import { GreenpatchError } from '../base/errors';
import { originals } from '../base/originals';
import { asOwn, housekeeping } from '../fiber';
import type { FiberCore } from './core';
import type { Fiber } from './fiber';
import { live } from './live';
import { main } from './main';
import { circles, waitsFor, type WaitNode } from './wait-graph';

/** Fibers described in full in one report. */
const MOST_DESCRIBED = 50;

function ownersOf(node: WaitNode): string[] {
  const [first, ...others] = node.owners.map((owner) => (typeof owner === 'string' ? owner : nameOf(owner)));
  if (first === undefined) return [];
  const more = others.length > 4 ? [...others.slice(0, 4), `${others.length - 4} more`] : others;
  return [`    it waits for ${[first, ...more].join(', ')}`];
}

const nameOf = (fiber: Fiber): string =>
  `fiber ${fiber.id} (${fiber.name})${fiber.finished ? `, which has ended: ${fiber.state}` : ''}`;

function describe(node: WaitNode): string {
  const { fiber, what, parkedAt, spawnedAt } = node;
  return [
    `  fiber ${fiber.id} (${fiber.name}) is parked in ${what}`,
    ...parkedAt.map((line) => `      ${line}`),
    ...ownersOf(node),
    ...(spawnedAt.length > 0 ? ['    it was spawned', ...spawnedAt.map((line) => `      ${line}`)] : []),
  ].join('\n');
}

function describeCircle(circle: readonly Fiber[]): string {
  const steps = [...circle.slice(1), circle[0]!].map((fiber) => `waits for fiber ${fiber.id} (${fiber.name})`);
  return `  In a circle: fiber ${circle[0]!.id} (${circle[0]!.name}) ${steps.join(', which ')}`;
}

function report(parked: FiberCore[]): string {
  const more = parked.length - MOST_DESCRIBED;
  return [
    `Deadlock: the event loop has nothing left to do, and ${parked.length} fiber(s) are parked that nothing can wake.`,
    'Look for a wait whose counterpart never comes: a promise that never settles, a join in a circle, a wake-up before the wait.',
    ...circles(parked).map(describeCircle),
    ...parked.slice(0, MOST_DESCRIBED).map((fiber) => describe(waitsFor(fiber))),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
  ].join('\n');
}

const parkedFibers = (): FiberCore[] =>
  [...live.cores()].filter((fiber) => fiber.state === 'parked' && !fiber.abandoned);

/** The error that says who is parked, where, and who waits for whom. */
export function deadlockError(): GreenpatchError {
  return new GreenpatchError('ERR_GREENPATCH_DEADLOCK', report(parkedFibers()));
}

const watch = {
  on: false,
  told: false,
  listens: false,
  reported: new WeakSet<FiberCore>(),
};

function check(): void {
  const parked = parkedFibers();
  if (parked.length === 0 || housekeeping.loopAlive()) return;
  const { fiber } = main;
  if (fiber?.state === 'parked') {
    fiber.parkedOn!.cancel(deadlockError()); // even where kills are held back: nothing else would ever wake it
    return;
  }
  // The loop may run dry more than once: a worker's warning is itself something to do.
  if (parked.every((one) => watch.reported.has(one))) return;
  for (const one of parked) watch.reported.add(one);
  process.emitWarning(report(parked), { type: 'GreenpatchWarning', code: 'ERR_GREENPATCH_DEADLOCK' });
}

/** Listeners of others may still begin something; the tick comes after all of them. */
const whenDry = (): void => asOwn(() => originals.nextTick(check));

function begin(): void {
  if (!watch.on || watch.told || watch.listens) return;
  watch.listens = true;
  process.on('beforeExit', () => {
    if (!watch.told) whenDry();
  });
}

/**
 * Reports a deadlock when the loop runs dry while fibers are parked (invariant 9): as an error in the main fiber, or as a
 * warning when the main fiber has ended and only others are left. Listens to 'beforeExit', unless it is told of that.
 */
export function watchForDeadlock(): void {
  if (watch.on) return;
  watch.on = true;
  begin();
}

/** For the patch that sees 'beforeExit' emitted. A listener would be seen, and might be taken away. */
export const beforeExit = {
  /** From now on it is told (true), or not any more. */
  tells(told: boolean): void {
    watch.told = told;
    begin();
  },
  tell(): void {
    if (watch.on && watch.told) whenDry();
  },
};
