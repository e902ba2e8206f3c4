// it: a tick that blocks parks alone: later ticks, promise jobs and the loop go on, wherever the ticks were queued
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const { inFiber, currentFiber } = require('greenpatch');
const kit = require('./support/kit');

/** Where Node drains ticks: after each of these. */
const places = {
  'the main module': (run) => run(),
  'a timer': (run) => setTimeout(run, 1),
  'an immediate': (run) => setImmediate(run),
  'a callback of fs': (run) => fs.stat('/', run),
  'a callback of a stream': (run) => fs.createReadStream(__filename).resume().on('close', run),
  'an event of a server': (run) => net.createServer().listen(0, '127.0.0.1', closing(run)),
  'a message': (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.once('message', () => (port1.close(), run()));
    port2.postMessage('');
  },
};
function closing(run) {
  return function listening() {
    this.close();
    run();
  };
}

for (const [name, place] of Object.entries(places)) {
  const log = [];
  const doors = [kit.door(`a tick of ${name}`), kit.door(`another tick of ${name}`)];
  let fiber;
  place(() => {
    log.push('place');
    process.nextTick(
      (...args) => {
        assert.ok(inFiber(), name);
        fiber = currentFiber();
        log.push(args);
        process.nextTick(() => log.push('a tick of the tick'));
        queueMicrotask(() => log.push('a job of the tick'));
        doors[0].pass();
        assert.strictEqual(currentFiber(), fiber, name);
        log.push('the first goes on');
      },
      'arguments',
      1,
    );
    process.nextTick(() => log.push('a second tick'));
    process.nextTick(() => (log.push('parks too'), doors[1].pass(), log.push('the third goes on')));
    process.nextTick(() => log.push('a fourth tick'));
    queueMicrotask(() => log.push('a job'));
  });
  kit.until(() => log.length === 8, `${name}: ${log.join(', ')}`);
  assert.deepStrictEqual(
    log.splice(0),
    [
      'place',
      ['arguments', 1],
      'a second tick',
      'parks too',
      'a fourth tick',
      'a tick of the tick',
      'a job',
      'a job of the tick',
    ],
    name,
  );
  let looped = false;
  kit.loop(() => (looped = true));
  kit.until(() => looped, name);
  doors[1].open();
  kit.until(() => log.length === 1);
  doors[0].open();
  kit.until(() => log.length === 2);
  assert.deepStrictEqual(log, ['the third goes on', 'the first goes on'], name);
}
console.log('ok');
