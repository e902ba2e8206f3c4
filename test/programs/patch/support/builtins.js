'use strict';
// Builtins that have no patch, and why. A new one of Node's is in neither list, and a test says so.

const NOTHING = 'has nothing that waits: it computes, or describes';
const PROMISES = 'gives promises; what follows an await is in a fiber, and `wait` parks for them';
const SAME = 'the same functions as those of ';

/** Has nothing to yield in, or what yields in it does so through another patch. */
exports.nothingBlocks = {
  assert: NOTHING,
  'assert/strict': NOTHING,
  cluster: 'forks through child_process, and its events are those of child processes and of `process`',
  console: 'writes to process.stdout and process.stderr, which are synchronous where Node makes them so',
  constants: NOTHING,
  diagnostics_channel: 'calls its subscribers where it publishes; they park there like any code',
  'dns/promises': PROMISES,
  domain: 'is entered and left with the fibers in it',
  events: 'calls listeners where it emits; they park there like any code',
  'fs/promises': PROMISES,
  http2: 'its servers inherit from those of net and tls, and are patched with http',
  'inspector/promises': PROMISES,
  path: NOTHING,
  'path/posix': NOTHING,
  'path/win32': NOTHING,
  perf_hooks: NOTHING,
  punycode: NOTHING,
  querystring: NOTHING,
  readline: 'reads streams by events',
  'readline/promises': PROMISES,
  sea: 'reads what the executable has in memory',
  'stream/consumers': PROMISES,
  'stream/promises': PROMISES,
  'stream/web': PROMISES,
  string_decoder: NOTHING,
  sys: `${SAME}util`,
  test: 'calls tests from promise jobs, which are in fibers',
  'test/reporters': 'formats events',
  'timers/promises': PROMISES,
  trace_events: NOTHING,
  tty: 'writes to terminals at once, as Node does, and reads by events',
  url: NOTHING,
  util: NOTHING,
  'util/types': NOTHING,
};

/** Blocks, and cannot be made to yield. `offload` runs it on another thread. */
exports.refused = {
  ffi: 'calls native code on the calling thread',
  inspector: 'Session.post is answered on the calling thread, and waitForDebugger stops that thread on purpose',
  os: 'asks the system on the calling thread, for microseconds; only userInfo may ask a slow directory service',
  repl: 'evaluates lines with a time limit (vm), where nothing may park',
  v8: 'writeHeapSnapshot, setFlagsFromString and serialize work on the calling thread, the first for seconds',
  wasi: 'start runs WebAssembly, whose system calls are native',
};
