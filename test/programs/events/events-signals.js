// it: handlers of signals are entry points: one that blocks holds up neither the loop nor the next signal
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { inFiber } = require('greenpatch');
const kit = require('../jobs/support/kit');

const door = kit.door('a handler');
const log = [];
for (const signal of ['SIGUSR2', 'SIGHUP', 'SIGWINCH']) {
  process.on(signal, (...args) => {
    assert.ok(inFiber());
    assert.strictEqual(args[0], signal);
    assert.strictEqual(typeof args[1], 'number');
    log.push(`${signal} begins`);
    door.pass();
    log.push(`${signal} ends`);
  });
}
// Each is sent while the ones before are parked; signals of one kind that come at once would be one.
const sent = ['SIGUSR2', 'SIGHUP', 'SIGUSR2', 'SIGWINCH', 'SIGUSR2'];
sent.forEach((signal, n) => {
  process.kill(process.pid, signal);
  kit.until(() => door.waiting === n + 1, `${signal} after ${n} others`);
});
let looped = false;
kit.loop(() => (looped = true));
kit.until(() => looped);
assert.deepStrictEqual(
  log.splice(0),
  sent.map((signal) => `${signal} begins`),
);
door.open();
kit.until(() => log.length === sent.length);
assert.deepStrictEqual(
  log,
  sent.map((signal) => `${signal} ends`),
);
process.once('SIGUSR2', () => log.push('once'));
process.removeAllListeners('SIGHUP').removeAllListeners('SIGWINCH');
process.kill(process.pid, 'SIGUSR2');
kit.until(() => log.includes('once'));
process.removeAllListeners('SIGUSR2');
console.log('ok');
