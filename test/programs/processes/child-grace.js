// it: the child of a killed fiber gets its killSignal, and SIGKILL when it does not mind; the loop waits for it, and no longer
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execSync } = require('node:child_process');
const path = require('node:path');
const { spawn, idle, withTimeout } = require('greenpatch');
const { folder } = require('../patch/support/kit');
const { LINUX, childrenOf, descriptors, noting, until, written } = require('./support/processes');

const box = folder();
const file = (name) => path.join(box, name);
const before = LINUX && descriptors();

/** A child that lives on after its signal, in a fiber that is killed when it is there. */
function lingering(name, command, options) {
  const fiber = spawn(() => execSync(`${command}; ${noting(file(name))}; while :; do sleep 0.05; done`, options));
  idle();
  const pid = Number(written(file(name)));
  fiber.kill();
  assert.strictEqual(fiber.state, 'killed');
  return pid;
}
const gone = (pid) => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

// Its own clean-up has time.
const polite = lingering('polite', `trap 'echo > ${file('cleaned')}; exit' TERM`);
written(file('cleaned'));
until(() => gone(polite));

// The signal that was asked for.
const asked = lingering('asked', `trap '' TERM; trap 'echo > ${file('asked')}-for; exit' INT`, {
  killSignal: 'SIGINT',
});
written(`${file('asked')}-for`);
until(() => gone(asked));

// Four that do not mind: all at once, one of them stopped, one by a timeout.
const deaf = ['a', 'b'].map((name) => lingering(name, "trap '' TERM"));
deaf.push(lingering('c', "trap '' INT TERM", { killSignal: 'SIGINT' }));
assert.throws(() => withTimeout(100, () => execSync("trap '' TERM; while :; do sleep 0.05; done")), {
  code: 'ERR_GREENPATCH_TIMEOUT',
});
for (let seen = false; !seen;) {
  const stopped = lingering(`stopped-${deaf.length}`, ':');
  process.kill(stopped, 'SIGSTOP');
  deaf.push(stopped);
  // Its pipes are closed at once, though it is still there: for two seconds, which a busy machine may take for that.
  if (LINUX) until(() => descriptors() === before);
  seen = !gone(stopped);
}
for (const pid of deaf) until(() => gone(pid));
if (LINUX) {
  until(() => childrenOf().length === 0);
  assert.strictEqual(descriptors(), before);
}

// The process does not end before this one has been waited for.
const last = lingering('last', "trap '' TERM");
process.on('exit', () => {
  assert.ok(gone(last));
  console.log('ok');
});
