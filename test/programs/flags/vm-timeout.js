// it: a vm script with a timeout that would park hurts nothing else: neither the hub nor other fibers are terminated in its place
// preload: greenpatch
// The trap: Node's watchdog terminates whatever JavaScript runs when the time is up.
'use strict';
const assert = require('assert');
const vm = require('vm');
const { spawn, sleep } = require('greenpatch/api');

const busy = (ms) => {
  const end = Date.now() + ms;
  while (Date.now() < end);
};
let hubTurns = 0;
const timer = setInterval(() => {
  busy(8); // what runs JavaScript at that moment is most likely the hub
  hubTurns++;
}, 10);
const scripts = Array.from({ length: 3 }, (_, i) =>
  spawn(() => {
    try {
      return vm.runInNewContext('park(150); 42', { park: sleep }, { timeout: 30 + i * 20 });
    } catch (error) {
      return error.code;
    }
  }),
);
const others = Array.from({ length: 3 }, () =>
  spawn(() => {
    for (let i = 0; i < 20; i++) {
      sleep(5);
      busy(1);
    }
    return 'done';
  }),
);
// One that computes is terminated as ever, and so is one that blocks for good.
const computing = spawn(() => {
  assert.throws(() => vm.runInNewContext('for (;;);', {}, { timeout: 10 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  return 'terminated';
});
spawn(() => {
  const results = scripts.map((script) => script.get());
  for (const result of results) {
    assert.ok([42, 'ERR_SCRIPT_EXECUTION_TIMEOUT', 'ERR_GREENPATCH_NOT_IN_FIBER'].includes(result), String(result));
  }
  for (const other of others) assert.strictEqual(other.get(), 'done');
  assert.strictEqual(computing.get(), 'terminated');
  const turns = hubTurns;
  sleep(50);
  assert.ok(hubTurns > turns, 'the timer of the hub has died');
  clearInterval(timer);
  console.log('ok');
});
