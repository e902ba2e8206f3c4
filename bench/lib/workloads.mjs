// Every workload as data: its cases, who runs them, how often, and the columns of its table. The program of peer `async`
// for workload `spawn` is bench/spawn/async.js; peers.mjs turns a peer's name into a command.
//
// reps, args, load: [in a default run, with --quick]. A case with `full` runs only with --full.

const gc = { flags: ['--expose-gc'] };
const httpLoad = [
  { connections: 64, seconds: 3 },
  { connections: 64, seconds: 1 },
];
const relayLoad = (connections) => [
  { connections, seconds: 4 },
  { connections, seconds: 1 },
];
const sequential = (where) => ({
  args: [
    ['sequential/script.js', where, 300],
    ['sequential/script.js', where, 20],
  ],
});
const turns = (...sizes) => ({ args: sizes.map((size) => ['drain/turns.js', ...size]) });

export const workloads = [
  {
    name: 'switch',
    reps: [5, 1],
    peers: ['greenpatch', 'fibers@14', 'gevent', 'async', 'callback'],
    cases: { '': { args: [[200_000], [20_000]] } },
    columns: [
      'raw_ns',
      'raw_cpu_ns',
      'yield1_ns',
      'yield1_cpu_ns',
      'yield100_ns',
      'turn1_ns',
      'turn1_cpu_ns',
      'turn100_ns',
      'wake_ns',
      'wake_cpu_ns',
      'promise_ns',
    ],
  },
  {
    name: 'spawn',
    reps: [5, 1],
    peers: ['greenpatch', 'fibers@14', 'gevent', 'async'],
    cases: { '': { args: [[40_000], [4_000]] } },
    columns: ['one_ns', 'one_cpu_ns', 'batch_ns', 'alive100_ns', 'alive1000_ns', 'alive1000_cpu_ns'],
  },
  {
    name: 'pool',
    reps: [3, 1],
    peers: ['greenpatch', 'fibers@14', 'gevent', 'async'],
    cases: { '20k': { args: [[20_000], [4_000]] } },
    columns: ['few_ns', 'some_ns', 'many_ns', 'cold_ns', 'slowdown_1k', 'slowdown', 'peak_rss_kb'],
  },
  {
    name: 'sync',
    reps: [5, 1],
    peers: ['greenpatch', 'gevent', 'async'],
    cases: { '': { args: [[10_000], [1_000]] } },
    columns: ['lock_ns', 'lock_cpu_ns', 'free_ns', 'queue_ns', 'channel_ns', 'channel_cpu_ns', 'map_ns', 'map_cpu_ns'],
  },
  {
    name: 'memory',
    reps: [3, 1],
    peers: ['greenpatch', 'fibers@14', 'gevent', 'async'],
    cases: {
      '1k-sleep': { args: [[1_000, 'sleep', 0]], ...gc },
      '10k-sleep': { args: [[10_000, 'sleep', 0]], ...gc },
      '10k-event': { args: [[10_000, 'event', 0]], ...gc },
      '10k-event-resumed': { args: [[10_000, 'event', 0, 3]], ...gc },
      '10k-sleep-20frames': { args: [[10_000, 'sleep', 20]], ...gc },
      '1k-event': { args: [[1_000, 'event', 0]], ...gc, full: true },
      '10k-event-20frames': { args: [[10_000, 'event', 20]], ...gc, full: true },
      '100k-sleep': { args: [[100_000, 'sleep', 0]], ...gc, full: true },
      '100k-event': { args: [[100_000, 'event', 0]], ...gc, full: true },
      '100k-sleep-20frames': { args: [[100_000, 'sleep', 20]], ...gc, full: true },
    },
    columns: ['real_kib', 'tables_kib', 'heap_kib', 'park_ns', 'park_cpu_ns'],
    mayFail: { 'fibers@14': /100k/ },
  },
  {
    name: '100k',
    reps: [2, 1],
    peers: ['greenpatch', 'fibers@14', 'gevent', 'async'],
    cases: { '': { args: [[100_000]] } },
    columns: ['alive', 'finished', 'park_ns', 'finish_ns', 'real_kib', 'tables_kib', 'peak_rss_kb'],
    mayFail: { 'fibers@14': /./ },
  },
  {
    name: 'sleepers',
    reps: [5, 1],
    peers: ['greenpatch', 'fibers@14', 'gevent', 'async', 'callback'],
    cases: { '10k': { args: [[10_000, 100]] } },
    columns: ['wall_ms', 'cpu_ms', 'peak_rss_kb'],
  },
  {
    name: 'scavenge',
    reps: [3, 1],
    peers: ['greenpatch', 'fibers@14', 'async'],
    cases: {
      0: {
        args: [
          [0, 1024],
          [0, 128],
        ],
      },
      '1k': {
        args: [
          [1_000, 1024],
          [1_000, 128],
        ],
      },
      '10k': {
        args: [
          [10_000, 1024],
          [10_000, 128],
        ],
      },
      '30k': {
        args: [
          [30_000, 1024],
          [30_000, 128],
        ],
      },
    },
    columns: ['pause_ms', 'pause_max_ms', 'scavenges', 'wall_ms'],
  },
  {
    name: 'echo',
    kind: 'echo',
    reps: [3, 1],
    peers: ['greenpatch', 'straight', 'fibers@14', 'gevent', 'async', 'callback'],
    cases: {
      64: {
        load: [
          { connections: 64, seconds: 2, warmup: 0.7 },
          { connections: 64, seconds: 0.5, warmup: 0.2 },
        ],
      },
    },
    columns: ['msgs_per_s', 'p50_us', 'p99_us', 'jain', 'starved', 'server_cpu_us', 'peak_rss_kb'],
  },
  {
    name: 'http',
    kind: 'http',
    reps: [5, 1],
    peers: ['greenpatch', 'adapt', 'plain', 'fibers@14'],
    cases: {
      hello: { load: httpLoad },
      'hello-async': { args: [['http/async-server.js']], load: httpLoad, peers: ['greenpatch', 'adapt', 'plain'] },
    },
    columns: ['req_per_s', 'p50_us', 'p99_us', 'errors', 'server_cpu_us', 'peak_rss_kb'],
  },
  {
    name: 'fs',
    kind: 'same',
    reps: [5, 1],
    peers: ['greenpatch', 'plain'],
    cases: {
      '': {
        args: [
          ['fs/files.js', 200],
          ['fs/files.js', 20],
        ],
      },
      fibers: {
        args: [
          ['fs/fibers.js', 100],
          ['fs/fibers.js', 10],
        ],
      },
    },
    columns: [
      'read4k_text_ns',
      'read4k_ns',
      'read64k_text_ns',
      'read64k_ns',
      'warm64k_ns',
      'warm64k_cpu_ns',
      'stat_ns',
      'exists_ns',
      'cold_gap_ms',
    ],
  },
  {
    name: 'child_process',
    reps: [5, 1],
    peers: ['greenpatch', 'plain', 'async'],
    cases: {
      sleep: {
        args: [
          ['sleep', 50],
          ['sleep', 5],
        ],
      },
      waves: {
        args: [
          ['waves', 100],
          ['waves', 10],
        ],
        peers: ['greenpatch', 'async'],
      },
      true: {
        args: [
          ['true', 200],
          ['true', 20],
        ],
      },
    },
    columns: ['alive', 'wall_ms', 'cpu_ms', 'call_ns', 'call_cpu_ns'],
  },
  {
    name: 'pg',
    kind: 'pg',
    reps: [5, 1],
    peers: ['straight', 'async'],
    cases: {
      'select 1': {
        args: [
          ['select 1', 3],
          ['select 1', 0.5],
        ],
      },
      '5 ms': {
        args: [
          ['select pg_sleep(0.005)', 3],
          ['select pg_sleep(0.005)', 0.5],
        ],
      },
    },
    columns: ['queries_per_s', 'cpu_us'],
  },
  {
    name: 'relay',
    kind: 'http',
    reps: [5, 1],
    peers: ['straight', 'async'],
    cases: {
      50: { load: relayLoad(50) },
      500: { load: relayLoad(500) },
    },
    columns: ['req_per_s', 'p50_us', 'p99_us', 'errors', 'server_cpu_us', 'peak_rss_kb'],
  },
  {
    name: 'sequential',
    kind: 'timed',
    reps: [9, 1],
    peers: ['greenpatch', 'plain'],
    cases: { main: sequential('main'), await: sequential('await') },
    columns: ['tree_cpu_ms', 'rounds_cpu_ms', 'wall_ms'],
  },
  {
    name: 'drain',
    kind: 'same',
    reps: [7, 1],
    peers: ['greenpatch', 'plain'],
    cases: {
      native: turns(['native', 2_000, 50], ['native', 1_000, 10]),
      setImmediate: turns(['setImmediate', 2_000, 50], ['setImmediate', 1_000, 10]),
      socket: turns(['socket', 500, 50], ['socket', 500, 10]),
    },
    columns: [
      'empty_ns',
      'empty_cpu_ns',
      'job_ns',
      'tick_ns',
      'mixed_ns',
      'job_more_cpu_ns',
      'tick_more_cpu_ns',
      'mixed_more_cpu_ns',
    ],
  },
  {
    name: 'startup',
    kind: 'timed',
    reps: [41, 3],
    peers: ['greenpatch', 'plain'],
    cases: {
      e0: { args: [['-e', '0']] },
      empty: { args: [['startup/empty.js']] },
      report: { args: [['startup/report.js']] },
    },
    columns: ['wall_ms', 'cpu_ms', 'page_faults', 'peak_rss_kb'],
  },
];

const pick = ([usual, quick], isQuick) => (isQuick && quick !== undefined ? quick : usual);

/** What is to be run, in order: `[{ workload, case, peer, reps, args, load, flags, mayFail }]`, cases kept together. */
export function plan({ only, reps, quick, full }) {
  const steps = [];
  for (const workload of workloads) {
    for (const [name, details] of Object.entries(workload.cases)) {
      if (details.full && !full) continue;
      for (const peer of details.peers ?? workload.peers) {
        if (!only.test(`${workload.name}/${name}/${peer}`)) continue;
        steps.push({
          workload,
          case: name,
          peer,
          reps: reps ?? pick(workload.reps, quick),
          args: pick(details.args ?? [[]], quick),
          load: details.load && pick(details.load, quick),
          flags: details.flags ?? [],
          mayFail: workload.mayFail?.[peer]?.test(`${workload.name}/${name}`) ?? false,
        });
      }
    }
  }
  return steps;
}
