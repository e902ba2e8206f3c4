'use strict';
// What the three applications do: blocking functions, called in a straight line. Nothing here knows of greenpatch.
const { AsyncLocalStorage } = require('node:async_hooks');
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');

const NAP_MS = 200;
const cell = new Int32Array(new SharedArrayBuffer(4));
let now = 0;
let most = 0;

/** While this file is there, no request gets done. */
const { GATE } = process.env;

/** Counts how many are in `work` at the same time. */
function counted(work) {
  most = Math.max(most, ++now);
  try {
    return work();
  } finally {
    now--;
  }
}

/** By name: takes what the client sent, blocks for 200 ms, and gives it back in another form. */
exports.work = {
  nap: (text) =>
    counted(() => {
      do Atomics.wait(cell, 0, 0, NAP_MS);
      while (existsSync(GATE));
      return `slept on ${text}`;
    }),
  command: (text) =>
    counted(() => {
      const script = 'sleep 0.2; while [ -e "$2" ]; do sleep 0.2; done; echo "said $1"';
      return execFileSync('sh', ['-c', script, 'sh', text, GATE], { encoding: 'utf8' }).trim();
    }),
  // What is costly to load is loaded only where it is used.
  remote: (text) => counted(() => require('sync-request')('GET', `${process.env.BACKEND}/${text}`).getBody('utf8')),
};

/** The largest number of calls that were under way at the same time since it was last asked. */
exports.takeMost = () => {
  const taken = most;
  most = now;
  return taken;
};

/** Something that an application awaits before it blocks: a session, a user, a database. */
exports.lookUp = async (text) => {
  await new Promise((resolve) => setImmediate(resolve));
  return text;
};

/** The request that the running code belongs to. */
exports.current = new AsyncLocalStorage();

/** Says where the application listens. */
exports.announce = (port) => console.log(`listening on ${port}`);
