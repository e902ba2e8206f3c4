// it: invariant 8: errors thrown before and after a park, in every kind of entry, reach uncaughtException once; the rest goes on
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const zlib = require('node:zlib');
const kit = require('./support/kit');

const caught = [];
process.on('uncaughtException', (error, origin) => {
  assert.strictEqual(origin, 'uncaughtException');
  if (error instanceof assert.AssertionError) {
    console.error(error);
    process.exit(9);
  }
  caught.push(error);
});
process.on('unhandledRejection', () => assert.fail('nothing here is a promise'));

const entries = {
  microtask: (run) => queueMicrotask(run),
  tick: (run) => process.nextTick(run),
  timer: (run) => setTimeout(run, 1),
  immediate: (run) => setImmediate(run),
  'callback of fs': (run) => fs.stat('/', run),
  'callback of a child': (run) => execFile('true', run),
  'callback of zlib': (run) => zlib.gzip('text', run),
  'callback of crypto': (run) => require('node:crypto').randomBytes(8, run),
  'callback of dns': (run) => require('node:dns').lookup('127.0.0.1', run),
  'end of a stream': (run) => require('node:stream').Readable.from(['a']).on('end', run).resume(),
  message: (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', () => (port1.close(), run()));
    port2.postMessage('');
  },
  signal(run) {
    process.once('SIGUSR2', run);
    process.kill(process.pid, 'SIGUSR2');
  },
};
const thrown = [new Error('an error'), 'text', undefined, null, Object.freeze({ frozen: true })];
for (const [name, entry] of Object.entries(entries)) {
  for (const what of thrown.slice(0, name === 'microtask' || name === 'tick' ? undefined : 2)) {
    let behind = false;
    entry(() => {
      queueMicrotask(() => (behind = true));
      throw what;
    });
    kit.until(() => caught.length === 1, `${name}, before a park`);
    kit.until(() => behind, `${name}: jobs go on`);
    assert.strictEqual(caught.pop(), what, name);

    const door = kit.door(name);
    behind = false;
    entry(() => {
      kit.loop(() => door.open());
      door.pass();
      queueMicrotask(() => (behind = true));
      throw what;
    });
    kit.until(() => caught.length === 1, `${name}, after a park`);
    kit.until(() => behind, `${name}: jobs go on`);
    let looped = false;
    kit.loop(() => (looped = true));
    kit.until(() => looped);
    assert.strictEqual(caught.length, 1, `${name}: once`);
    assert.strictEqual(caught.pop(), what, name);
  }
}
// Jobs and ticks queued behind one that fails.
const log = [];
for (const queue of [queueMicrotask, process.nextTick]) {
  setImmediate(() => {
    queue(() => log.push('before'));
    queue(() => {
      throw new Error('in between');
    });
    queue(() => log.push('after'));
  });
  kit.until(() => log.length === 2 && caught.length === 1, 'those behind one that fails');
  assert.deepStrictEqual(log.splice(0), ['before', 'after']);
  assert.strictEqual(caught.pop().message, 'in between');
}
console.log('ok');
