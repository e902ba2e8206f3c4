// it: bad input: where the system gives no more threads, the thread engine's further fibers get ERR_GREENPATCH_STACK
// engines: threads
'use strict';
const assert = require('node:assert');
const { runLimited, isLimited } = require('./support/limited');

/** How many threads the program may have. */
const LIMIT = 80;
/** A user that no other process runs as, because the limit counts all threads of a user. */
const USER = 100_000 + (process.pid % 100_000);

function limited() {
  const { spawn, idle, joinAll } = require('greenpatch/api');
  const { code, gate, settle } = require('../hub/support/kit');

  const door = gate();
  const gatekeeper = spawn(() => door.pass());
  setImmediate(() => {
    process.setuid(USER); // everything is loaded, and the limit does not hold for the superuser
    spawn(main);
  });
  function main() {
    const fibers = Array.from({ length: LIMIT * 3 }, (_, n) => spawn(() => gatekeeper.get() + n));
    void Promise.allSettled(fibers); // observes them: their failures are expected
    while (fibers.some(({ state }) => state === 'ready')) idle();
    const failed = fibers.filter(({ state }) => state === 'failed');
    assert.ok(failed.length > LIMIT && failed.length < fibers.length - 10, `${failed.length} failed`);
    for (const fiber of failed) assert.throws(() => fiber.get(), { ...code('STACK'), message: /pid limit/ });
    door.open(1000);
    joinAll(fibers);
    fibers.forEach((fiber, n) => failed.includes(fiber) || assert.strictEqual(fiber.get(), n + 1000));
    settle();
    console.log('ok');
  }
}

if (isLimited) limited();
else if (process.platform === 'linux' && process.getuid() === 0) {
  runLimited(`ulimit -u ${LIMIT} 2>/dev/null || ulimit -p ${LIMIT}`); // bash and dash name it differently
} else {
  // Only root can become a user whose threads are all its own. stacks/too-many-stacks.js has the limit that holds for all users.
  console.log('ok');
}
