import { burst, limits } from './settings.mjs';

/**
 * What the demo claims, checked: every reply right, plain Node really blocks, and the limits for the preloaded run.
 * @returns a list of { ok, text, limit }; `limit` marks those that a busy machine can miss
 */
export function checkRuns(plain, patched) {
  return [
    ...[plain, patched].map(checkReplies),
    ...['nap', 'quote'].map((kind) => checkPlainBlocks(plain, kind)),
    ...['nap', 'quote'].map((kind) => checkTime(patched, kind)),
    checkInFlight(plain, 1),
    checkInFlight(patched, limits.inFlight),
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

function checkTime({ name, bursts }, kind) {
  const { requests, tookMs } = bursts[kind];
  return {
    ok: tookMs < limits.burstMs,
    limit: true,
    text: `${name}: ${requests} x ${kind} took ${tookMs} ms (limit ${limits.burstMs})`,
  };
}

function checkInFlight({ name, bursts }, expected) {
  const { inFlight } = bursts.quote;
  return {
    ok: inFlight === expected,
    limit: expected > 1,
    text: `${name}: ${inFlight} in flight at the backend at most (expected ${expected})`,
  };
}
