// it: bad input: where the system gives no more threads, the thread engine's further fibers get ERR_GREENPATCH_STACK
// engines: threads
'use strict';
const assert = require('node:assert');
const { readdirSync, readFileSync } = require('node:fs');
const { runLimited, isLimited } = require('../hub/limited');

const NOBODY = 65534;
const SPARE = 60;

/** Threads that belong to a user: what `ulimit -u` counts. */
function threadsOf(uid) {
  let count = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      if (Number(/^Uid:\s+(\d+)/m.exec(status)[1]) === uid) count += Number(/^Threads:\s+(\d+)/m.exec(status)[1]);
    } catch {
      // it has ended meanwhile
    }
  }
  return count;
}

function limited() {
  const { spawn, idle, joinAll } = require('greenpatch/api');
  const { code, gate, settle } = require('../hub/kit');

  const door = gate();
  const gatekeeper = spawn(() => door.pass());
  // The superuser has no such limit: become nobody, now that everything is loaded.
  setImmediate(() => {
    if (process.getuid() === 0) process.setuid(NOBODY);
    spawn(main);
  });
  function main() {
    const fibers = Array.from({ length: SPARE * 5 }, (_, n) => spawn(() => gatekeeper.get() + n));
    void Promise.allSettled(fibers); // nobody is surprised by their failures
    for (; fibers.some(({ state }) => state === 'ready');) idle();
    const failed = fibers.filter(({ state }) => state === 'failed');
    assert.ok(failed.length > SPARE && failed.length < fibers.length, `${failed.length} failed`);
    for (const fiber of failed) assert.throws(() => fiber.get(), { ...code('STACK'), message: /pid limit/ });
    door.open(1000);
    joinAll(fibers);
    fibers.forEach((fiber, n) => failed.includes(fiber) || assert.strictEqual(fiber.get(), n + 1000));
    settle();
    console.log('ok');
  }
}

if (isLimited) limited();
else if (process.platform !== 'linux')
  console.log('ok'); // no such limit here
else {
  const threads = threadsOf(process.getuid() === 0 ? NOBODY : process.getuid()) + SPARE;
  runLimited(`ulimit -u ${threads} 2>/dev/null || ulimit -p ${threads}`); // by its name in bash, in dash
}
