// it: a program ends with its own code and its exit listeners while jobs, ticks and callbacks are parked, or when they go on
// timeout: 120000
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { tree } = require('../patch/support/kit');

const prelude = `
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const block = (ms) => Atomics.wait(cell, 0, 0, ms);
  process.on('exit', (code) => console.log('exit', code));
`;
// What each is to end with: its code, and what it prints.
const programs = {
  'exit after a park, in a job': [`queueMicrotask(() => { block(5); process.exit(3); });`, 3, 'exit 3'],
  'exit after a park, in a tick': [`process.nextTick(() => { block(5); process.exit(3); });`, 3, 'exit 3'],
  'exit after a park, in a callback': [`require('fs').stat('/', () => { block(5); process.exit(3); });`, 3, 'exit 3'],
  'exitCode after a park': [`(async () => { await null; block(5); process.exitCode = 4; })();`, 4, 'exit 4'],
  'exit while jobs are parked': [
    `for (let n = 0; n < 20; n++) queueMicrotask(() => block(60000)); process.nextTick(() => block(60000));
     setTimeout(() => process.exit(5), 5);`,
    5,
    'exit 5',
  ],
  'exit by a job while the main module is parked': [
    `queueMicrotask(() => process.exit(6)); require(${JSON.stringify(require.resolve('greenpatch'))}).sleep(60000);`,
    6,
    'exit 6',
  ],
  'parked jobs keep the process alive': [
    `process.on('beforeExit', () => console.log('beforeExit'));
     queueMicrotask(() => { block(20); console.log('job'); }); process.nextTick(() => { block(10); console.log('tick'); });`,
    0,
    'tick,job,beforeExit,exit 0',
  ],
  'work that beforeExit begins': [
    `process.once('beforeExit', () => queueMicrotask(() => { block(5); console.log('job'); }));`,
    0,
    'job,exit 0',
  ],
  'listeners of exit block truly': [
    `process.on('exit', () => { require('fs').statSync('/'); block(5); console.log('blocked'); Promise.resolve().then(() => console.log('job')); });`,
    0,
    'exit 0,blocked,job', // Node drains once more after its listeners
  ],
  'an error while others are parked': [
    `queueMicrotask(() => block(60000)); setTimeout(() => { block(5); throw new Error('x'); });`,
    1,
    'exit 1',
  ],
  'a handler of uncaughtException that blocks': [
    `process.once('uncaughtException', () => { block(5); console.log('handled'); });
     queueMicrotask(() => { throw new Error('x'); });`,
    0,
    'handled,exit 0',
  ],
  'a handler of unhandledRejection that blocks': [
    `process.once('unhandledRejection', () => { block(5); console.log('handled'); }); Promise.reject(new Error('x'));`,
    0,
    'handled,exit 0',
  ],
};
const at = tree(Object.fromEntries(Object.values(programs).map(([code], n) => [`${n}.js`, prelude + code])));
Object.entries(programs).forEach(([name, [, status, printed]], n) => {
  const child = spawnSync(process.execPath, ['-r', 'greenpatch', at(`${n}.js`)], { encoding: 'utf8', timeout: 20_000 });
  assert.deepStrictEqual(
    [child.signal, child.status, child.stdout.trim().split('\n').join()],
    [null, status, printed],
    `${name}: ${child.stderr}`,
  );
});
console.log('ok');
