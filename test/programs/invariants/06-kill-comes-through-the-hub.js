// it: invariant 6: a kill arrives at the victim's park, on the victim's own stack, through the hub, never on the killer's stack
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn, idle, currentFiber } = require('greenpatch/api');
const { park } = require('../../../dist/hub');
const { code, controlsOf, thrown } = require('../hub/support/kit');

const log = [];
const store = new AsyncLocalStorage();

function victimBody() {
  const me = currentFiber();
  try {
    park({
      what: 'a test',
      start: () => {},
      cancel: (reason) => log.push(`cancel on ${currentFiber()?.name ?? 'the hub'} because of ${reason}`),
    });
  } catch (error) {
    log.push(`victim catches ${error}`);
    assert.strictEqual(currentFiber(), me);
    assert.strictEqual(store.getStore(), 'of the victim');
    throw error;
  } finally {
    log.push('finally');
  }
}

spawn(function main() {
  const victim = store.run('of the victim', () => spawn(victimBody));
  idle();
  spawn(function killer() {
    store.enterWith('of the killer');
    log.push('killer asks');
    controlsOf(victim).requestKill('reason');
    log.push(`killer goes on, victim is ${victim.state}`);
    idle();
    log.push(`victim is ${victim.state}`);
  }).join();
  assert.deepStrictEqual(log, [
    'killer asks',
    'killer goes on, victim is ready',
    'cancel on the hub because of reason',
    'victim catches reason',
    'finally',
    'victim is killed',
  ]);

  // kill() itself waits, in a fiber, for the end of the victim.
  log.length = 0;
  const second = store.run('of the victim', () => spawn(victimBody));
  idle();
  assert.strictEqual(second.kill('again'), true);
  assert.deepStrictEqual(log, ['cancel on the hub because of again', 'victim catches again', 'finally']);
  assert.strictEqual(
    thrown(() => second.get()),
    'again',
  );

  // Without a reason it is a GreenpatchError that names the victim.
  const third = spawn(function named() {
    return park({ what: 'a test', start: () => {} });
  });
  idle();
  third.kill();
  assert.throws(() => third.get(), { ...code('KILLED'), message: /\(named\) was killed/ });
  console.log('ok');
});
