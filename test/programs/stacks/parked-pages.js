// it: a parked fiber touches one page of its stack, where V8's first handles are as well: less than 9.5 KiB in all
// flags: --expose-gc
'use strict';
const assert = require('assert');
const { readFileSync } = require('fs');
const { spawn, sleep, idle } = require('greenpatch/api');
const { engineStatus } = require('../../../dist/fiber');

const COUNT = 5_000;
const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
// With V8's protocol V8 allocates what it archives, threads have records of the system's, and elsewhere memory is not told of.
const told = process.platform === 'linux' && engineStatus().engine.binding.describe().includes('own switching');

spawn(() => {
  spawn(sleep, 0).join();
  gc();
  const before = told ? resident() : 0;
  let parked = 0;
  const body = () => {
    parked++;
    sleep(3600e3);
  };
  for (let i = 0; i < COUNT; i++) spawn(body);
  while (parked < COUNT) idle();
  gc();
  if (told) {
    const each = (resident() - before) / COUNT;
    assert.ok(each < 9.5, `${each} KiB`);
  }
  console.log('ok');
  process.exit();
});
