import { burst, limits } from './settings.mjs';

/**
 * What the demo claims, checked by counts and ratios, which a busy machine does not change: every reply is right, plain Node makes
 * one blocking call after the other, and preloaded they overlap.
 * @returns a list of { ok, text }
 */
export function checkRuns(plain, patched) {
  return [
    ...[plain, patched].map(checkReplies),
    ...['nap', 'quote'].map((kind) => checkPlainBlocks(plain, kind)),
    ...['nap', 'quote'].map((kind) => checkOverlap(patched, kind)),
    checkInFlight(plain, 1),
    checkInFlight(patched, burst.requests),
  ];
}

function checkReplies({ name, replies, wrong }) {
  return { ok: wrong.count === 0 && replies > 0, text: `${name}: ${replies} replies, ${wrong.count} wrong or missing` };
}

function checkPlainBlocks({ name, bursts }, kind) {
  const { requests, tookMs } = bursts[kind];
  const atLeastMs = requests * burst.blockMs * 0.99; // clocks in whole ms
  return {
    ok: tookMs >= atLeastMs,
    text: `${name}: ${requests} x ${kind} took ${tookMs} ms, one after the other (at least ${Math.round(atLeastMs)})`,
  };
}

function checkOverlap({ name, bursts }, kind) {
  const { requests, tookMs, atATime } = bursts[kind];
  return {
    ok: atATime >= limits.atATime,
    text: `${name}: ${requests} x ${kind} took ${tookMs} ms, ${atATime.toFixed(1)} at a time on average (at least ${limits.atATime})`,
  };
}

function checkInFlight({ name, bursts }, expected) {
  const { inFlight } = bursts.quote;
  return {
    ok: inFlight === expected,
    text: `${name}: ${inFlight} in flight at the backend at most (expected ${expected})`,
  };
}
