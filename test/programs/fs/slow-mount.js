// it: a local file system that has made the hub wait is slow from then on: its calls park, and others run meanwhile
// preload: greenpatch
// may-skip: root, loop devices, mkfs.ext4 and fsfreeze
// timeout: 60000
'use strict';
const assert = require('node:assert');
const { execFileSync, spawn: start } = require('node:child_process');
const fs = require('node:fs');
const { hubBlocking, spawn, wait } = require('greenpatch');
const { tree } = require('../patch/support/kit');

const at = tree({ 'mount/none': '' });
const run = (command, ...args) => execFileSync(command, args, { stdio: 'pipe' });

/** A file system in a file, whose changes can be stopped. Throws where this user or machine may not have one. */
function mounted() {
  assert.strictEqual(process.platform, 'linux', 'no Linux');
  run('truncate', '-s', '16M', at('image'));
  run('mkfs.ext4', '-q', at('image'));
  run('mount', '-o', 'loop', at('image'), at('mount'));
  process.prependListener('exit', () => run('umount', at('mount'))); // before the folder is removed
  run('fsfreeze', '-f', at('mount'));
  run('fsfreeze', '-u', at('mount'));
  return at('mount');
}

/** Stops all changes there; they go on by themselves a while later, whatever this process does. */
function stop(mount, seconds) {
  run('fsfreeze', '-f', mount);
  start('sh', ['-c', `sleep ${seconds}; fsfreeze -u "$0"`, mount], { stdio: 'ignore' }).unref();
}

/** Turns of the event loop that others had while `call` was at work. */
function turnsDuring(call) {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  try {
    call();
  } finally {
    clearInterval(timer);
  }
  return turns;
}

spawn(() => {
  let mount;
  try {
    mount = mounted();
  } catch (error) {
    return console.log(`skip: ${error.message.trim().split('\n').slice(0, 2).join(' ')}`);
  }
  let made = 0;
  const make = () => fs.mkdirSync(`${mount}/folder${made++}`);
  assert.strictEqual(turnsDuring(make), 0, 'a local file system is waited for');
  const waits = [];
  do {
    stop(mount, 0.2);
    waits.push(turnsDuring(make));
    assert.ok(waits.length < 6, `turns during each wait: ${waits}`);
  } while (waits.at(-1) === 0);
  assert.ok(waits.length >= 3, 'one wait may be the doing of others');
  assert.deepStrictEqual(hubBlocking().files.slowMounts, [mount]);

  // From now on all of its calls park, also those that would not have waited.
  for (const call of [make, () => fs.statSync(mount), () => fs.readdirSync(mount)]) {
    let others = false;
    setImmediate(() => (others = true));
    call();
    assert.ok(others, String(call));
  }
  stop(mount, 0.2);
  const crowd = Array.from({ length: 4 }, () => spawn(make));
  assert.ok(turnsDuring(() => wait(Promise.all(crowd))) > 0);

  // Other mounts are what they were.
  assert.strictEqual(
    turnsDuring(() => fs.statSync(__filename)),
    0,
  );
  console.log('ok');
});
