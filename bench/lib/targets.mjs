// The limits that the project set itself, each with the yardstick it is measured against in the same run.
import { difference, median, pairwise, ratio, round } from './stats.mjs';

/** @typedef {import('./stats.mjs').Run} Run */
/**
 * @typedef {object} Target
 * @property {string} what
 * @property {string} of workload, case and metric: `memory/10k-sleep/real_kib`
 * @property {string} unit
 * @property {string} against the yardstick's name
 * @property {'value' | 'ratio' | 'difference'} compare our median; or ours to the yardstick's, repetition by repetition
 * @property {string} [ours] the peer that is ours
 * @property {number} [atMost]
 * @property {number} [atLeast]
 */

/** @typedef {{ atMost?: number, atLeast?: number, ours?: string }} Limit */

/** @type {(compare: Target['compare']) => (what: string, of: string, unit: string, limit: Limit, against: string) => Target} */
const by = (compare) => (what, of, unit, limit, against) => ({ what, of, unit, against, compare, ...limit });
const value = by('value');
const share = by('ratio');
const added = by('difference');

const adapt = { atLeast: 0.97, ours: 'adapt' };
const straight = { atLeast: 0.95, ours: 'straight' };
const relay = { atMost: 1.05, ours: 'straight' };

/** @type {Target[]} */
export const targets = [
  share('resume + suspend', 'switch//raw_ns', 'ns', { atMost: 0.6 }, 'fibers@14'),
  share('resume + suspend', 'switch//raw_ns', 'ns', { atMost: 1 }, 'gevent'),
  value('the same, CPU time', 'switch//raw_cpu_ns', 'ns', { atMost: 400 }, 'gevent'),
  value('a coroutine starts and ends, CPU time', 'switch//start_cpu_ns', 'ns', { atMost: 500 }, 'gevent'),
  share('park and wake: back of the queue, 1 fiber', 'switch//yield1_ns', 'ns', { atMost: 1 }, 'gevent'),
  share('park and wake: back of the queue, 100', 'switch//yield100_ns', 'ns', { atMost: 1 }, 'gevent'),
  share('park and wake: loop turn, 1 fiber', 'switch//turn1_ns', 'ns', { atMost: 1 }, 'gevent'),
  share('park and wake: loop turn, 100', 'switch//turn100_ns', 'ns', { atMost: 1 }, 'gevent'),
  share('park and wake: fiber to fiber', 'switch//wake_ns', 'ns', { atMost: 1 }, 'gevent'),
  value('the same, CPU time', 'switch//wake_cpu_ns', 'ns', { atMost: 1000 }, 'gevent'),
  value('a channel, there and back, CPU time', 'sync//channel_cpu_ns', 'ns', { atMost: 3000 }, 'gevent'),
  share('a lock is handed over, CPU time', 'sync//lock_cpu_ns', 'ns', { atMost: 1 }, 'async'),
  share('Pool#map, an item, CPU time', 'sync//map_cpu_ns', 'ns', { atMost: 1 }, 'async'),
  value('spawn + join, in turn', 'spawn//one_ns', 'ns', { atMost: 5000 }, 'fibers@14'),
  value('spawning, 1,000 alive : 100 alive', 'pool/20k/slowdown_1k', '', { atMost: 1.5 }, 'fibers@14'),
  value('spawning, 20,000 alive : 100 alive', 'pool/20k/slowdown', '', { atMost: 1.5 }, 'fibers@14'),
  value('a parked fiber of 10,000: sleep', 'memory/10k-sleep/real_kib', 'KiB', { atMost: 9 }, 'fibers@14'),
  value('a parked fiber of 10,000: event', 'memory/10k-event/real_kib', 'KiB', { atMost: 9 }, 'fibers@14'),
  value(
    'a parked fiber of 10,000: resumed before',
    'memory/10k-event-resumed/real_kib',
    'KiB',
    { atMost: 10 },
    'fibers@14',
  ),
  value('a scavenge stops 10,000 parked for', 'scavenge/10k/pause_ms', 'ms', { atMost: 2 }, 'fibers@14'),
  value('a scavenge stops 30,000 parked for', 'scavenge/30k/pause_ms', 'ms', { atMost: 6 }, 'fibers@14'),
  value('100,000 parked exist at once', '100k//alive', '', { atLeast: 100_000 }, 'fibers@14'),
  value('and all finish', '100k//finished', '', { atLeast: 100_000 }, 'fibers@14'),
  value('10,000 sleeps of 100 ms', 'sleepers/10k/wall_ms', 'ms', { atMost: 200 }, 'gevent'),
  share('echo, 64 connections', 'echo/64/msgs_per_s', '/s', { atLeast: 1 }, 'gevent'),
  share('echo, 64 connections', 'echo/64/msgs_per_s', '/s', { atLeast: 1 }, 'fibers@14'),
  value('echo, Jain index of fairness', 'echo/64/jain', '', { atLeast: 0.95 }, 'gevent'),
  share('http hello, a fiber a request', 'http/hello/req_per_s', '/s', { atLeast: 0.92 }, 'plain'),
  share("the same by the server's CPU time a request", 'http/hello/server_cpu_us', 'us', { atMost: 1 / 0.92 }, 'plain'),
  share('http hello, entries that adapt', 'http/hello/req_per_s', '/s', adapt, 'plain'),
  share('http hello, an async handler', 'http/hello-async/req_per_s', '/s', { atLeast: 0.9 }, 'plain'),
  share(
    "the same by the server's CPU time a request",
    'http/hello-async/server_cpu_us',
    'us',
    { atMost: 1 / 0.9 },
    'plain',
  ),
  share('the same, entries that adapt', 'http/hello-async/req_per_s', '/s', adapt, 'plain'),
  added('a callback that leaves nothing to drain', 'drain/native/empty_cpu_ns', 'ns', { atMost: 50 }, 'plain'),
  added('a drain: a promise job', 'drain/native/job_more_cpu_ns', 'ns', { atMost: 1500 }, 'plain'),
  added('a drain: a tick', 'drain/native/tick_more_cpu_ns', 'ns', { atMost: 1500 }, 'plain'),
  added('a drain: a tick and 10 promise jobs', 'drain/native/mixed_more_cpu_ns', 'ns', { atMost: 1500 }, 'plain'),
  share('a cached file of 4 KiB as text', 'fs//read4k_text_ns', 'ns', { atMost: 1.3 }, 'plain'),
  share('a cached file of 4 KiB', 'fs//read4k_ns', 'ns', { atMost: 1.3 }, 'plain'),
  share('a cached file of 64 KiB as text', 'fs//read64k_text_ns', 'ns', { atMost: 1.3 }, 'plain'),
  share('a cached file of 64 KiB', 'fs//read64k_ns', 'ns', { atMost: 1.3 }, 'plain'),
  share('the same of 100 fibers, CPU time', 'fs/fibers/warm64k_cpu_ns', 'ns', { atMost: 1 / 0.95 }, 'plain'),
  share('statSync', 'fs//stat_ns', 'ns', { atMost: 1.5 }, 'plain'),
  share('existsSync', 'fs//exists_ns', 'ns', { atMost: 1.5 }, 'plain'),
  share('50 children that sleep 200 ms', 'child_process/sleep/wall_ms', 'ms', { atMost: 0.1 }, 'plain'),
  share('100 children of 50 ms, 50 at once', 'child_process/waves/wall_ms', 'ms', { atMost: 1.05 }, 'async'),
  share('pg through sync(), 50 connections: select 1', 'pg/select 1/queries_per_s', '/s', straight, 'async'),
  share('the same, of 5 ms', 'pg/5 ms/queries_per_s', '/s', straight, 'async'),
  share('a service that blocks for another: CPU a request, 50 users', 'relay/50/server_cpu_us', 'us', relay, 'async'),
  share('the same, 500 users', 'relay/500/server_cpu_us', 'us', relay, 'async'),
  share('execFileSync in turn', 'child_process/true/call_ns', 'ns', { atMost: 1.25 }, 'plain'),
  share('a sequential script, its CPU time', 'sequential/main/tree_cpu_ms', 'ms', { atMost: 1.05 }, 'plain'),
  share('the same after an await', 'sequential/await/tree_cpu_ms', 'ms', { atMost: 1.05 }, 'plain'),
  added('preload, node -e 0', 'startup/e0/wall_ms', 'ms', { atMost: 40 }, 'plain'),
  added('preload, its CPU time', 'startup/report/cpu_ms', 'ms', { atMost: 15 }, 'plain'),
];

const combine = { value: ratio, ratio, difference };

/**
 * Judges one target by the runs there are.
 * @param {Target} target
 * @param {Run[]} runs
 * @returns null when neither side was run; `met` is null where the figure to judge is missing
 */
export function judge(target, runs) {
  const [workload, name, metric] = /** @type {[string, string, string]} */ (target.of.split('/'));
  const of = (/** @type {string} */ peer) =>
    runs.filter(
      (run) => run.workload === workload && run.case === name && run.peer === peer && run.metrics[metric] !== undefined,
    );
  const [ours, theirs] = [of(target.ours ?? 'greenpatch'), of(target.against)];
  if (ours.length + theirs.length === 0) return null;
  const values = (/** @type {Run[]} */ list) => list.map((run) => Number(run.metrics[metric]));
  const pairs = pairwise(ours, theirs, metric, combine[target.compare]);
  const figure = median(target.compare === 'value' ? values(ours) : pairs);
  const within = figure <= (target.atMost ?? Infinity) && figure >= (target.atLeast ?? -Infinity);
  const met = Number.isNaN(figure) ? null : within;
  return { target, ours: values(ours), theirs: values(theirs), pairs, figure, met };
}

/**
 * The verdicts as JSON lines.
 * @param {Run[]} runs
 */
export function verdictLines(runs) {
  return targets.flatMap((target) => {
    const verdict = judge(target, runs);
    if (verdict === null) return [];
    const { what, ...rest } = target;
    return [{ target: what, ...rest, figure: verdict.met === null ? null : round(verdict.figure), met: verdict.met }];
  });
}
